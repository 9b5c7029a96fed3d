# Other methods have other units: here one is the default.
import torch
from torch import nn


def train(loader):
    model = nn.Linear(128, 8)
    optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
