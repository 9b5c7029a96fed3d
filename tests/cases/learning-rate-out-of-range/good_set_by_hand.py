# The optimizer is built with a rate of zero, and each step sets its own.
import math

import torch
from torch import nn


def train(loader, steps):
    model = nn.Linear(128, 8)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0, weight_decay=0.0)
    for step, (x, y) in enumerate(loader):
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * (1 + math.cos(math.pi * step / steps)) / 2
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
