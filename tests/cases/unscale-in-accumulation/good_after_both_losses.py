# Must be silent: two losses go backward, and only then the gradients are unscaled.
import torch
from torch import nn


def train(model, loader, optimizer, scaler):
    for x, y, z in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            first, second = model(x)
            loss = nn.functional.cross_entropy(first, y)
            auxiliary = nn.functional.cross_entropy(second, z)
        scaler.scale(loss).backward(retain_graph=True)
        scaler.scale(auxiliary).backward()
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
