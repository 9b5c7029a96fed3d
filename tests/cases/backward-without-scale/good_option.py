# Must be silent: on the branch without mixed precision the scaler is switched off by the same flag.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, use_amp):
    scaler = torch.amp.GradScaler("cuda", enabled=use_amp)
    for x, y in loader:
        optimizer.zero_grad()
        if use_amp:
            with torch.autocast("cuda"):
                loss = criterion(model(x), y)
            scaler.scale(loss).backward()
        else:
            loss = criterion(model(x), y)
            loss.backward()
        scaler.step(optimizer)
        scaler.update()
