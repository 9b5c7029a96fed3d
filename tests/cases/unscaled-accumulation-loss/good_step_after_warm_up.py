# A counter that is never set back passes its limit once: that is a warm-up, not a window.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, window, rounds):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    count = 0
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        count += 1
        if count > window:
            optimizer.step()
            optimizer.zero_grad()
    return model
