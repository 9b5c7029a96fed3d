# Must be silent: inside of the region autocast is switched off again, for backward.
import torch
from torch import nn

model = nn.Linear(32, 4).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.autocast("cuda", dtype=torch.bfloat16):
        loss = nn.functional.mse_loss(model(x), y)
        with torch.autocast("cuda", enabled=False):
            loss.backward()
    optimizer.step()
