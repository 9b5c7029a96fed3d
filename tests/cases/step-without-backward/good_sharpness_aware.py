# The first step climbs, a second backward follows, and the second step descends.
import torch
from torch import nn


def train(model, loader, optimizer):
    for x, y in loader:
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.first_step(zero_grad=True)
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.second_step(zero_grad=True)
