# The tail of the epoch before was stepped, so that the clear at the head of an epoch throws nothing away.
from torch import nn


def train(model, loader, optimizer, epochs, accumulate):
    for _ in range(epochs):
        optimizer.zero_grad()
        for i, (x, y) in enumerate(loader):
            loss = nn.functional.cross_entropy(model(x), y) / accumulate
            loss.backward()
            if (i + 1) % accumulate == 0 or i + 1 == len(loader):
                optimizer.step()
                optimizer.zero_grad()
