# Gradients are set to None one by one before the parts of a batch: a model has parameters, so that they are cleared.
import torch
import torch.nn.functional as F
from torch import nn

model = nn.Linear(6, 3)
loader = [(torch.randn(8, 6), torch.randint(0, 3, (8,))) for _ in range(10)]
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for inputs, targets in loader:
    for p in model.parameters():
        p.grad = None
    for x, y in zip(inputs.chunk(2), targets.chunk(2)):
        loss = F.cross_entropy(model(x), y) / 2
        loss.backward()
    optimizer.step()
