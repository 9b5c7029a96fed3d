# The model is built a second time after the optimizer, which goes on changing the first.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(32, hidden), nn.ReLU(), nn.Linear(hidden, 4))

    def forward(self, x):
        return self.layers(x)


def main(loader):
    model = Net(64)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)  # error: parameters-not-optimized
    criterion = nn.CrossEntropyLoss()
    model = Net(128)
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
