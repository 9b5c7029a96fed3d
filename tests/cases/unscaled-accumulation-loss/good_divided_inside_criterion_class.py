# The division stands in a criterion class of the same file: `self.base(...) / self.window` reaches backward already averaged.
import torch
from torch import nn


class WindowedLoss(nn.Module):
    def __init__(self, base, window):
        super().__init__()
        self.base = base
        self.window = window

    def forward(self, output, target):
        return self.base(output, target) / self.window


def train(model, loader, window=4):
    criterion = WindowedLoss(nn.CrossEntropyLoss(), window)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    optimizer.zero_grad()
    for i, (x, target) in enumerate(loader):
        output = model(x)
        loss = criterion(output, target)
        loss.backward()
        if (i + 1) % window == 0:
            optimizer.step()
            optimizer.zero_grad()
