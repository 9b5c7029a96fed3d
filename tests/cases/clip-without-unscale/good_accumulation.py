# Must be silent: accumulation with a tail guard, where unscale_ and the clip come once per window, under the guard.
import torch
from torch.amp import GradScaler, autocast


def train(model, loader, criterion, optimizer, window=4, max_norm=1.0):
    scaler = GradScaler("cuda")
    model.train()
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        with autocast("cuda"):
            loss = criterion(model(x), y) / window
        scaler.scale(loss).backward()
        if (i + 1) % window == 0 or i + 1 == len(loader):
            scaler.unscale_(optimizer)
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
