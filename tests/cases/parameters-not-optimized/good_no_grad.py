# The features are computed without gradients, so that the encoder gets none.
import torch
from torch import nn


def train(loader):
    encoder = nn.Sequential(nn.Linear(20, 32), nn.ReLU())
    head = nn.Linear(32, 5)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        with torch.no_grad():
            features = encoder(x)
        optimizer.zero_grad()
        criterion(head(features), y).backward()
        optimizer.step()
