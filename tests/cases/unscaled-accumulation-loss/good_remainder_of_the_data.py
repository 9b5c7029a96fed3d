# The remainder belongs to the data: a step that depends on the loss is skipped now and then.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, window, rounds):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    for x, y in loader:
        y = y % window
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        large = loss.item() > 0.01
        if large:
            optimizer.step()
            optimizer.zero_grad()
    return model
