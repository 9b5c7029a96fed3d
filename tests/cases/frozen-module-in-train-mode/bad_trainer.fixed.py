# The trainer sets the mode of the model that it was given the class of.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU())
        self.head = nn.Linear(32, 5)
        for p in self.stem.parameters():
            p.requires_grad_(False)

    def forward(self, x):
        return self.head(self.stem(x))


class Trainer:
    def __init__(self, loader):
        self.loader = loader
        self.model = Net()
        self.optimizer = torch.optim.SGD(self.model.head.parameters(), lr=0.1)

    def run(self):
        self.model.train(True)  # error: frozen-module-in-train-mode
        self.model.stem.eval()
        for x, y in self.loader:
            self.optimizer.zero_grad()
            nn.functional.cross_entropy(self.model(x), y).backward()
            self.optimizer.step()
