# Between the two steps gradients are assigned by hand: estimated, and not computed by a backward.
import torch
from torch import nn


def train(model, loader, sigma):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        for p in model.parameters():
            p.grad = sigma * torch.randn_like(p)
        optimizer.step()
