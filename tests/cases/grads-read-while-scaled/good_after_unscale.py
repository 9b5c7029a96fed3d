# Must be silent: the gradients have their true size when they are measured.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, scaler):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        norm = sum(p.grad.norm() ** 2 for p in model.parameters()) ** 0.5
        scaler.step(optimizer)
        scaler.update()
        print(norm.item())
