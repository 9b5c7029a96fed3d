# The encoder is frozen: nothing in it wants a gradient.
import torch
from torch import nn


def train(loader):
    encoder = nn.Sequential(nn.Linear(20, 32), nn.ReLU())
    encoder.requires_grad_(False)
    head = nn.Linear(32, 5)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(head(encoder(x)), y).backward()
        optimizer.step()
