# Adam is told to keep the decay out of the gradient.
import torch
from torch import nn


def train(loader):
    model = nn.Linear(128, 8)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=0.05, decoupled_weight_decay=True)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
