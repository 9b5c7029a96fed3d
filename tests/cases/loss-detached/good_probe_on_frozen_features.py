# The features come without gradients, and the probe that comes after them is trained.
import torch
from torch import nn


def probe(backbone, loader):
    head = nn.Linear(512, 10)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
    backbone.eval()
    head.train()
    for x, y in loader:
        with torch.no_grad():
            features = backbone(x)
        optimizer.zero_grad()
        loss = criterion(head(features), y)
        loss.backward()
        optimizer.step()
