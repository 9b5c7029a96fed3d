# A random network that nobody trains is what the other one learns to predict.
import torch
from torch import nn


def explore(loader):
    target = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 16))
    predictor = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 16))
    optimizer = torch.optim.Adam(predictor.parameters(), lr=1e-4)
    for states in loader:
        error = (predictor(states) - target(states)).square().mean()
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
