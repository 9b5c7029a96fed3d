# Gradients are kept, cleared, and put back: the step uses what was assigned by hand.
import torch
from torch import nn


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        nn.functional.mse_loss(model(x), y).backward()
        kept = [p.grad.clone() for p in model.parameters()]
        optimizer.zero_grad()
        for p, g in zip(model.parameters(), kept):
            p.grad = g / g.norm()
        optimizer.step()
        optimizer.zero_grad()
