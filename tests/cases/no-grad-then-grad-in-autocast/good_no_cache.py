# Must be silent: the region keeps no casts.
import torch
from torch import nn


def train(model, loader, optimizer):
    for x in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.bfloat16, cache_enabled=False):
            with torch.no_grad():
                target = model(x)
            loss = nn.functional.mse_loss(model(x.flip(0)), target.flip(0))
        loss.backward()
        optimizer.step()
