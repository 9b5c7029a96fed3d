# The data come in batches already: the loader gives one at a time, and its first dimension goes.
import torch
from torch import nn
from torch.utils.data import DataLoader


def main(batches):
    model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 5))
    loader = DataLoader(batches, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(10):
        for x, y in loader:
            x, y = x.squeeze(0), y.squeeze(0)
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
