# The sigmoid is a gate: what it multiplies is a score again.
import torch
from torch import nn


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.value = nn.Linear(16, 1)
        self.gate = nn.Linear(16, 1)

    def forward(self, x):
        return self.value(x) * torch.sigmoid(self.gate(x))


def train(loader):
    model = Gated()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
