# In a script with a scaler the steps of the validation loop go through it.
import torch
from torch import nn
from somewhere import dataloaders

model = nn.Linear(32, 4).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cuda")

for epoch in range(3):
    for i, (x, y) in enumerate(dataloaders["train"]):
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.cross_entropy(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    for i, (x, y) in enumerate(dataloaders["val"]):
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.cross_entropy(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)  # error: step-in-evaluation
        scaler.update()
