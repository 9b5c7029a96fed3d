# The counter is written out as an assignment, and compared from the other side.
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
        (loss / window).backward()  # error: unscaled-accumulation-loss
        count = count + 1
        if window == count:
            optimizer.step()
            optimizer.zero_grad()
            count = 0
    return model
