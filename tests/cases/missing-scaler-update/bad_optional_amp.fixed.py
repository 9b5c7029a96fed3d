# Mixed precision is an option, and its branch lacks the update.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, use_amp):
    scaler = torch.amp.GradScaler("cuda") if use_amp else None
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", enabled=use_amp):
            loss = criterion(model(x), y)
        if scaler is not None:
            scaler.scale(loss).backward()
            scaler.step(optimizer)  # error: missing-scaler-update
            scaler.update()
        else:
            loss.backward()
            optimizer.step()
