# Must be silent: the region is switched off.
import torch
from torch import nn

model = nn.Linear(32, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.autocast("cuda", enabled=False):
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
    optimizer.step()
