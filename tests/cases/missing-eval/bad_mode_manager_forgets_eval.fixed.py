# The context manager of the file turns gradients off and restores the mode, but never sets it.
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(8)
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        return self.out(self.norm(x))


@contextmanager
def evaluating(model):
    with torch.no_grad():
        yield model
    model.train()


def main(loader, val_loader):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        correct = 0
        with evaluating(model) as net:
            net.eval()
            for x, y in val_loader:
                correct += (net(x).argmax(-1) == y).sum().item()  # error: missing-eval
        print(correct)
