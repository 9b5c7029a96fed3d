# After an evaluation train() is called on the result of a call, which has no name to add to.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU())
        self.head = nn.Linear(32, 5)
        self.stem.requires_grad_(False)

    def forward(self, x):
        return self.head(self.stem(x))


model = Net()
optimizer = torch.optim.SGD(model.head.parameters(), lr=0.1)


def fit(loader):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model.train()(x), y)  # error: frozen-module-in-train-mode
        loss.backward()
        optimizer.step()
