# Gradients are cleared where a window of batches begins, and each batch comes in parts: entering them forgets nothing.
import torch
import torch.nn.functional as F
from torch import nn

model = nn.Linear(6, 3)
loader = [(torch.randn(8, 6), torch.randint(0, 3, (8,))) for _ in range(10)]
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for i, (inputs, targets) in enumerate(loader):
    if i % 2 == 0:
        optimizer.zero_grad()
    for x, y in zip(inputs.chunk(2), targets.chunk(2)):
        loss = F.cross_entropy(model(x), y) / 4
        loss.backward()
    if (i + 1) % 2 == 0:
        optimizer.step()
