# unscale_ is there, but one line too late; a second one would raise at run time, so it moves.
import torch
from torch.amp import GradScaler, autocast


def train(model, loader, criterion, lr, max_norm):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scaler = GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        with autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)  # error: clip-without-unscale
        scaler.unscale_(optimizer)
        scaler.step(optimizer)
        scaler.update()
