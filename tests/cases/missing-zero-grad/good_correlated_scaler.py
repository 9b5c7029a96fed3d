# Must be silent: two branches on the same flag, each steps and each clears.
import torch
from torch.amp import GradScaler, autocast


def train(model, loader, criterion, use_amp):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = GradScaler("cuda") if use_amp else None
    for x, y in loader:
        with autocast("cuda", enabled=scaler is not None):
            loss = criterion(model(x), y)
        if scaler is not None:
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
        else:
            loss.backward()
            optimizer.step()
            model.zero_grad()
