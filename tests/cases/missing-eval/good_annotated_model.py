# Must be silent: one runner sets the mode, and the declared model of the other has no layer that minds.
import torch
import torch.nn.functional as F
from torch import nn, optim


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(32, 8)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return self.head(self.drop(x))


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(32, 8)

    def forward(self, x):
        return self.head(x)


def fit(core: Tagger, update: optim.Optimizer, train_loader, val_loader, epochs):
    for epoch in range(epochs):
        core.train()
        for x, y in train_loader:
            update.zero_grad()
            F.cross_entropy(core(x), y).backward()
            update.step()
        core.eval()
        with torch.no_grad():
            for x, y in val_loader:
                print((core(x).argmax(1) == y).sum().item())


def fit_plain(core: Plain, update: optim.Optimizer, train_loader, val_loader, epochs):
    core.train()
    for epoch in range(epochs):
        for x, y in train_loader:
            update.zero_grad()
            F.cross_entropy(core(x), y).backward()
            update.step()
        with torch.no_grad():
            for x, y in val_loader:
                print((core(x).argmax(1) == y).sum().item())
