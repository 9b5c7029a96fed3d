# NAdam adds the decay to the gradient, too, unless it is told to keep them apart.
import torch
from torch import nn


def train(loader):
    model = nn.Linear(128, 8)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.NAdam(model.parameters(), lr=2e-3, weight_decay=0.02)  # error: adam-l2-weight-decay
    for x, y in loader:
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
