# The guard is a flag that negates another flag, and that one holds the remainder.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, window, rounds):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        accumulate = (i + 1) % window != 0
        update = not accumulate
        loss = F.cross_entropy(model(x), y)
        loss.backward()  # error: unscaled-accumulation-loss
        if update:
            optimizer.step()
            optimizer.zero_grad()
    return model
