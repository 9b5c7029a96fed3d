# The softmax at the end of the Sequential was replaced before training.
import torch.nn as nn


def pop(loader):
    n = nn.Sequential(nn.Linear(3, 3), nn.Softmax(1))
    n[-1] = nn.Identity()
    ce = nn.CrossEntropyLoss()
    for x, y in loader:
        ce(n(x), y).backward()
