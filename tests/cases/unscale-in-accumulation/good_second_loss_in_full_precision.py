# Must be silent: what is added to the unscaled gradients was never scaled.
import torch
from torch import nn


def train(model, loader, optimizer, scaler, decay):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        penalty = decay * sum(p.abs().sum() for p in model.parameters())
        penalty.backward()
        scaler.step(optimizer)
        scaler.update()
