# Each of the parameter groups is clipped by itself, and unscaled each time: the second round raises.
import torch
from torch import nn
from torch.amp import GradScaler, autocast

backbone, head = nn.Linear(256, 64), nn.Linear(64, 5)
optimizer = torch.optim.SGD([*backbone.parameters(), *head.parameters()], lr=0.05)
scaler = GradScaler("cuda")

for epoch in range(10):
    for x, y in torch.load("batches.pt"):
        optimizer.zero_grad()
        with autocast("cuda"):
            loss = nn.functional.cross_entropy(head(backbone(x)), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        for part in (backbone, head):
            scaler.unscale_(optimizer)  # error: double-unscale
            nn.utils.clip_grad_norm_(part.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
