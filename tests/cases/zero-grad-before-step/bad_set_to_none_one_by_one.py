# Gradients are set to None one by one, after they were made: a model has parameters, so that nothing is left.
import torch
import torch.nn.functional as F
from torch import nn

model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for x, y in [(torch.randn(8, 6), torch.randint(0, 3, (8,))) for _ in range(10)]:
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    for p in model.parameters():
        p.grad = None  # error: zero-grad-before-step
    optimizer.step()
