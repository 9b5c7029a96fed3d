# Must be silent: the new names, with the device as their first argument.
import torch
from torch import nn
from torch.amp import GradScaler, autocast

model = nn.Linear(32, 4).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = GradScaler("cuda")

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    with autocast("cuda"):
        loss = nn.functional.mse_loss(model(x), y)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
