# Two optimizers share the parameters out.
import torch
from torch import nn


def train(loader):
    encoder = nn.Sequential(nn.Linear(20, 32), nn.ReLU())
    head = nn.Linear(32, 5)
    slow = torch.optim.SGD(encoder.parameters(), lr=0.01)
    fast = torch.optim.SGD(head.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        slow.zero_grad()
        fast.zero_grad()
        criterion(head(encoder(x)), y).backward()
        slow.step()
        fast.step()
