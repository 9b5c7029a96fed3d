# Must be silent: the region is a function of the project that has the same name.
import contextlib

import torch
from torch import nn


def autocast(enabled=True):
    return torch.autocast("cuda", enabled=enabled) if torch.cuda.is_available() else contextlib.nullcontext()


def train(model, loader, optimizer):
    # torch.cuda.amp.autocast() stood here before.
    for x, y in loader:
        optimizer.zero_grad()
        with autocast():
            loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
