# The region is chosen without being called, so that its arguments stand elsewhere.
import contextlib

import torch
from torch import nn
from torch.cuda.amp import GradScaler, autocast


def train(model, loader, optimizer, mixed):
    region = autocast if mixed else contextlib.nullcontext
    scaler = GradScaler(enabled=mixed)  # error: deprecated-cuda-amp
    for x, y in loader:
        optimizer.zero_grad()
        with region():
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    torch.save(scaler.state_dict(), "scaler.pt")
