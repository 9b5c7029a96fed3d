# The scaler is updated, but it has never made the step.
import torch
from torch import nn


def train_epoch(model, loader, criterion, optimizer, scaler):
    model.train()
    total = 0.0
    for x, y in loader:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", dtype=torch.float16):
            loss = criterion(model(x.cuda()), y.cuda())
        scaler.scale(loss).backward()
        optimizer.step()  # error: step-bypasses-scaler
        scaler.update()
        total += loss.item()
    return total / len(loader)
