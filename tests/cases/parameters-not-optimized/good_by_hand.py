# The encoder is moved by hand, next to an optimizer for the head.
import torch
from torch import nn


def train(loader, rate=0.01):
    encoder = nn.Sequential(nn.Linear(20, 32), nn.ReLU())
    head = nn.Linear(32, 5)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        encoder.zero_grad()
        criterion(head(encoder(x)), y).backward()
        optimizer.step()
        with torch.no_grad():
            for parameter in encoder.parameters():
                parameter -= rate * parameter.grad
