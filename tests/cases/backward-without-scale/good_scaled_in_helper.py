# Must be silent: a helper of the file scales, and goes backward.
import torch
from torch import nn


def backward(loss, scaler):
    if scaler is None:
        loss.backward()
    else:
        scaler.scale(loss).backward()


def train(model, loader, optimizer, mixed):
    scaler = torch.amp.GradScaler("cuda") if mixed else None
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", enabled=mixed):
            loss = nn.functional.mse_loss(model(x), y)
        backward(loss, scaler)
        if scaler is None:
            optimizer.step()
        else:
            scaler.step(optimizer)
            scaler.update()
