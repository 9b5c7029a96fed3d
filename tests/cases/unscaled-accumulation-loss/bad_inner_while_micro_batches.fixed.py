# An inner while loop counts micro-batches that it fetches by itself.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, window, rounds):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    batches = iter(loader)
    for _ in range(rounds):
        count = 0
        while count < window:
            x, y = next(batches)
            loss = F.cross_entropy(model(x), y)
            (loss / window).backward()  # error: unscaled-accumulation-loss
            count += 1
        optimizer.step()
        optimizer.zero_grad()
    return model
