# The norm of the gradients is limited before each step.
import torch
from torch import nn

model = nn.LSTM(8, 32)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for _ in range(50):
    x, y = torch.randn(12, 16, 8), torch.randn(12, 16, 32)
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x)[0], y).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
