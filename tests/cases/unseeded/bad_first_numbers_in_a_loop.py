# The first numbers are drawn inside the loop over the widths that are tried.
from torch import nn, optim, rand

for width in (8, 16, 32):
    model = nn.Sequential(nn.Linear(4, width), nn.Tanh(), nn.Linear(width, 1))  # error: unseeded
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for _ in range(50):
        x = rand(64, 4)
        optimizer.zero_grad()
        loss = (model(x) - x.prod(dim=1, keepdim=True)).abs().mean()
        loss.backward()
        optimizer.step()
    print(width, loss.item())
