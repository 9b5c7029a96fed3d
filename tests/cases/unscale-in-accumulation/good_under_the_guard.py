# Must be silent: unscale_ and clip stand under the guard of the step.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, scaler, accumulation=4):
    for index, (x, y) in enumerate(loader):
        with torch.autocast("cuda"):
            loss = criterion(model(x), y) / accumulation
        scaler.scale(loss).backward()
        if (index + 1) % accumulation == 0:
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
