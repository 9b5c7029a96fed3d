# The gradient has a name of its own, and what is multiplied is not kept.
import torch
from torch import nn


def train(model, loader, rate_of):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        for name, p in model.named_parameters():
            grad = p.grad
            if grad is None:
                continue
            grad.mul(rate_of(name))  # error: discarded-gradient-edit
        optimizer.step()
