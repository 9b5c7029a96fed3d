# Must be silent: whether there is a scaler is asked twice, and each way has its own step.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, scaler=None):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", enabled=scaler is not None):
            loss = criterion(model(x), y)
        if scaler is not None:
            scaler.scale(loss).backward()
        else:
            loss.backward()
        if scaler is not None:
            nn.utils.get_total_norm([p.data for p in model.parameters()])
            scaler.step(optimizer)
            scaler.update()
        else:
            optimizer.step()
