# A comprehension repeats a small stack, and the head stands behind it.
import torch
from torch import nn

model = nn.Sequential(  # error: saturating-deep-stack
    nn.Linear(10, 32),
    *[nn.Sequential(nn.Linear(32, 32), nn.Tanh()) for _ in range(25)],
    nn.Linear(32, 2),
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for _ in range(100):
    x = torch.randn(64, 10)
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), x[:, :2])
    loss.backward()
    optimizer.step()
