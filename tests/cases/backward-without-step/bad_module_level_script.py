# A first attempt: forward, loss, backward, and the line that would learn something is missing.
import torch
from torch import nn

inputs, targets = torch.randn(512, 20), torch.randint(0, 5, (512,))
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(10):
    for x, y in zip(inputs.split(32), targets.split(32)):
        optimizer.zero_grad()  # error: backward-without-step
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
    print(epoch, loss.item())
