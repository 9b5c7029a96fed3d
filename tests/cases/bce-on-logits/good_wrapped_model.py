# The classifier is wrapped in a module that applies the sigmoid to what it returns.
import torch
from torch import nn


class Probabilities(nn.Module):
    def __init__(self, scorer):
        super().__init__()
        self.scorer = scorer

    def forward(self, x):
        return self.scorer(x).sigmoid()


def train(loader):
    model = Probabilities(nn.Linear(30, 1))
    criterion = nn.BCELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
