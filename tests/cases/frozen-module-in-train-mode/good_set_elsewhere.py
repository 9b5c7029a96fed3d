# A helper that cannot be seen gets the model behind train().
import torch
from somewhere import freeze_statistics
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU())
        self.head = nn.Linear(32, 5)
        for p in self.stem.parameters():
            p.requires_grad = False

    def forward(self, x):
        return self.head(self.stem(x))


def fit(loader):
    model = Net()
    optimizer = torch.optim.SGD(model.head.parameters(), lr=0.1)
    for _ in range(3):
        model.train()
        freeze_statistics(model)
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
