# The counter comes from a cycle zipped with the loader, and the step follows its last number: no name says how many there are.
from itertools import cycle

import torch
import torch.nn.functional as F
from torch import nn


def train(loader, n):
    model = nn.Linear(16, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    for (x, y), k in zip(loader, cycle(range(1, n + 1))):
        loss = F.cross_entropy(model(x), y)
        loss.backward()  # error: unscaled-accumulation-loss
        if k == n:
            optimizer.step()
            optimizer.zero_grad()
