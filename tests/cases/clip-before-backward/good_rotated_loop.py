# The loop is rotated: the clip belongs to the backward at the end of the pass before.
import torch
from torch import nn


def train(model, loader, steps):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches = iter(loader)
    x, y = next(batches)
    nn.functional.mse_loss(model(x), y).backward()
    for _ in range(steps):
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        x, y = next(batches)
        nn.functional.mse_loss(model(x), y).backward()
