# The activation is added to the Sequential after the linear layer, under a name.
import torch
from torch import nn


def train(loader, layers):
    model = nn.Sequential(nn.Linear(10, 1))
    model.add_module("activation", nn.Sigmoid())
    criterion = nn.BCELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
