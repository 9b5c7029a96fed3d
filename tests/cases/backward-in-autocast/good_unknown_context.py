# Must be silent: nobody can see what the context of another package does.
import torch
from mytools import precision
from torch import nn


def train(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        with precision("bf16"):
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
        optimizer.step()
