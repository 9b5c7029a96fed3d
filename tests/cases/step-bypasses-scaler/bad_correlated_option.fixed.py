# With mixed precision the loss is scaled, and a line below both branches steps without asking.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, scaler=None):
    for x, y in loader:
        optimizer.zero_grad()
        if scaler is not None:
            with torch.autocast("cuda"):
                loss = criterion(model(x), y)
            scaler.scale(loss).backward()
            scaler.step(optimizer)  # error: step-bypasses-scaler
            scaler.update()
        else:
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
