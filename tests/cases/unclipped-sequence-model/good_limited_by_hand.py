# The gradients are clamped by hand, entry by entry.
import torch
from torch import nn

model = nn.GRU(8, 32)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for _ in range(50):
    x, y = torch.randn(12, 16, 8), torch.randn(12, 16, 32)
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x)[0], y).backward()
    for p in model.parameters():
        p.grad.clamp_(-1, 1)
    optimizer.step()
