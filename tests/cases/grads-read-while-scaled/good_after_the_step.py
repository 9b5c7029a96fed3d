# Must be silent: the scaler's step has unscaled them by the time the norm is logged.
import torch
from torch import nn


def train(model, loader, optimizer):
    scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        print(max(p.grad.norm().item() for p in model.parameters()))
