# One optimizer gets the parameters of several modules, in a list, a chain or a container.
import itertools

import torch
from torch import nn


def train(loader):
    encoder = nn.Sequential(nn.Linear(20, 32), nn.ReLU())
    head, scale = nn.Linear(32, 5), nn.Linear(1, 5)
    parts = nn.ModuleDict({"head": head, "scale": scale})
    optimizer = torch.optim.SGD(itertools.chain(encoder.parameters(), parts.parameters()), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(head(encoder(x)) * scale(x[:, :1]), y).backward()
        optimizer.step()
