# A script fits random data, which are others in each run.
import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(256, 10)  # error: unseeded
y = x.sum(dim=1, keepdim=True)
model = nn.Linear(10, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for _ in range(100):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
