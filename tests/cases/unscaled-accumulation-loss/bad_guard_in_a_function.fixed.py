# A function of the file says when to step: what it returns is about a remainder.
import torch
import torch.nn.functional as F
from torch import nn


def due(i, window):
    return (i + 1) % window == 0


def train(loader, window, rounds):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y)
        (loss / window).backward()  # error: unscaled-accumulation-loss
        if due(i, window):
            optimizer.step()
            optimizer.zero_grad()
    return model
