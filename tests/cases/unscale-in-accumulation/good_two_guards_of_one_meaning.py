# Must be silent: whether to step is asked twice, in two ways that mean the same.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, scaler, accumulation):
    for index, (x, y) in enumerate(loader, 1):
        with torch.autocast("cuda"):
            loss = criterion(model(x), y) / accumulation
        scaler.scale(loss).backward()
        if not index % accumulation:
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        if index % accumulation == 0:
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
