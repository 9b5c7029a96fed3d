# For plain gradient descent a penalty and a decay are one and the same.
import torch
from torch import nn


def train(loader):
    model = nn.Linear(128, 8)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
