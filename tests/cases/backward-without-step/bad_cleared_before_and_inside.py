# Gradients are thrown away where they are cleared after each backward, not where they are cleared once before.
import torch
import torch.nn.functional as F
from torch import nn

model = nn.Linear(6, 3)
loader = [(torch.randn(8, 6), torch.randint(0, 3, (8,))) for _ in range(10)]
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(3):
    optimizer.zero_grad()
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.zero_grad()  # error: backward-without-step
