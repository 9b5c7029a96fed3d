# Must be silent: what ends an iteration is a function of its own.
import torch
from torch import nn


def finish(scaler, optimizer, ema, model):
    scaler.update()
    optimizer.zero_grad()
    ema.update_parameters(model)


def train(model, loader, optimizer, ema):
    scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        with torch.autocast("cuda"):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        finish(scaler, optimizer, ema, model)
