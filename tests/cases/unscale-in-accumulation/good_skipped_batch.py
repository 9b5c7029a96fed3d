# Must be silent: gradients that are not finite are thrown away, and the next batch starts from nothing.
import math

import torch
from torch import nn


def train(model, loader, optimizer, scaler):
    for x, y in loader:
        with torch.autocast("cuda"):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        if math.isfinite(norm.item()):
            scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad()
