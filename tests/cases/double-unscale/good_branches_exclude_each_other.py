# Must be silent: norm and value are clipped on branches that exclude each other.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, scaler, mode, limit):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        if mode == "norm":
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), limit)
        elif mode == "value":
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_value_(model.parameters(), limit)
        scaler.step(optimizer)
        scaler.update()
