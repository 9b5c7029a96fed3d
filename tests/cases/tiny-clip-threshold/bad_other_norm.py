# The largest entry is limited to a ten-thousandth.
import torch
from torch import nn


def fit(model, x, y, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.0001, norm_type=float("inf"))  # error: tiny-clip-threshold
        optimizer.step()
