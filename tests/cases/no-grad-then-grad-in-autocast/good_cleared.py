# Must be silent: the casts are thrown away between the two passes.
import torch
from torch import nn


def train(model, loader, optimizer):
    for x in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.bfloat16):
            with torch.no_grad():
                target = model(x)
            torch.clear_autocast_cache()
            loss = nn.functional.mse_loss(model(x.flip(0)), target.flip(0))
        loss.backward()
        optimizer.step()
