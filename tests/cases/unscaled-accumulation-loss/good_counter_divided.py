# Counters in several spellings, and every loss is divided by the length of the window.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, window, rounds):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    left = window
    for x, y in loader:
        loss = F.cross_entropy(model(x), y) / window
        loss.backward()
        left -= 1
        if left == 0:
            optimizer.step()
            optimizer.zero_grad()
            left = window
    count = 0
    for i, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y)
        (loss / window).backward()
        count = count + 1
        if window == count or i == len(loader) - 1:
            optimizer.step()
            optimizer.zero_grad()
            count = 0
    return model
