# Must be silent: gradients are measured on the branch that has no scaler.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, scaler=None):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", enabled=scaler is not None):
            loss = criterion(model(x), y)
        if scaler is None:
            loss.backward()
            print(sum(p.grad.norm() for p in model.parameters()))
            optimizer.step()
        else:
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
