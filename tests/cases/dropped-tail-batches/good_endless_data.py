# Must be silent: the data has no end, and a limit leaves the loop after a whole number of windows.
import itertools

import torch
from torch import nn

model = nn.Linear(8, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches = [(torch.randn(4, 8), torch.randint(0, 2, (4,))) for _ in range(10)]

for i, (inputs, labels) in enumerate(itertools.cycle(batches)):
    loss = nn.functional.cross_entropy(model(inputs), labels) / 4
    loss.backward()
    if (i + 1) % 4 == 0:
        optimizer.step()
        optimizer.zero_grad()
    if i + 1 == 4000:
        break
