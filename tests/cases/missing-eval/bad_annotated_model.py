# The class gets its model from elsewhere; the annotation shows the dropout that stays on.
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


class Runner:
    def __init__(self, core: Tagger, update: optim.Optimizer):
        self.core, self.update = core, update

    def fit(self, train_loader, val_loader, epochs):
        for epoch in range(epochs):
            for x, y in train_loader:
                self.update.zero_grad()
                F.cross_entropy(self.core(x), y).backward()
                self.update.step()
            correct = 0
            with torch.no_grad():
                for x, y in val_loader:
                    correct += (self.core(x).argmax(1) == y).sum().item()  # error: missing-eval
            print(epoch, correct)


def run(core: Tagger, train_loader, val_loader):
    core.train()
    Runner(core, optim.Adam(core.parameters())).fit(train_loader, val_loader, 10)
