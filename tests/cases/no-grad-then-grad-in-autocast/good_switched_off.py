# Must be silent: autocast is switched off in this region.
import torch
from torch import nn

model = nn.Linear(32, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for x in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.autocast("cuda", enabled=False):
        with torch.no_grad():
            target = model(x)
        loss = nn.functional.mse_loss(model(x.flip(0)), target.flip(0))
    loss.backward()
    optimizer.step()
