# A script without functions: full-batch regression in a plain for loop, with no clear.
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-3, 3, 400).unsqueeze(1)
y = x.pow(3) - 2 * x + 0.3 * torch.randn_like(x)

model = nn.Sequential(nn.Linear(1, 64), nn.Tanh(), nn.Linear(64, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
loss_fn = nn.MSELoss()

for t in range(2000):
    y_pred = model(x)
    loss = loss_fn(y_pred, y)
    if t % 100 == 99:
        print(t, loss.item())
    loss.backward()  # error: missing-zero-grad
    optimizer.step()
