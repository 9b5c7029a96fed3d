# The optimizer clears, and the weights are updated by hand with a rule of the author's own.
import torch
from torch import nn


def train(model, loader, rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= rate * p.grad.sign()
