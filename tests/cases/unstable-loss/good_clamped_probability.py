# The probability is clamped before its logarithm is taken.
import torch
from torch import nn


def train(loader):
    model = nn.Sequential(nn.Linear(10, 1), nn.Sigmoid())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        p = model(x).clamp(1e-6, 1 - 1e-6)
        loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
        loss.backward()
        optimizer.step()
