# Backward starts from `1 / n` instead of from one: the division is in the `gradient` argument.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, n):
    model = nn.Sequential(nn.Linear(6, 32), nn.SiLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    seed = torch.tensor(1.0 / n)
    model.train()
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = F.mse_loss(model(x).squeeze(1), y)
        loss.backward(gradient=seed)
        if (i + 1) % n == 0:
            optimizer.step()
            optimizer.zero_grad()
