# The arguments of the scaler are in a dictionary, and none of them switches it off.
import torch
from torch import nn

OPTIONS = {"growth_interval": 500}

model = nn.Linear(32, 4).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cuda", **OPTIONS)  # error: scaler-with-bfloat16

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.autocast("cuda", dtype=torch.bfloat16):
        loss = nn.functional.mse_loss(model(x), y)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
