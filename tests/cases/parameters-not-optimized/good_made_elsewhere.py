# Another package builds an optimizer for the encoder, and steps it in a callback.
import torch
from recipes import Callback
from torch import nn


def train(loader):
    encoder = nn.Sequential(nn.Linear(20, 32), nn.ReLU())
    head = nn.Linear(32, 5)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
    callback = Callback(encoder)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(head(encoder(x)), y).backward()
        optimizer.step()
        callback()
