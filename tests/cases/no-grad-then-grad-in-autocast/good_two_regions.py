# Must be silent: each of the two passes has a region of its own.
import torch
from torch import nn


def train(model, loader, optimizer, scaler):
    for x in loader:
        optimizer.zero_grad()
        with torch.no_grad(), torch.autocast("cuda"):
            target = model(x)
        with torch.autocast("cuda"):
            loss = nn.functional.mse_loss(model(x.flip(0)), target.flip(0))
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
