# Whoever calls the function says how deep the model is.
import torch
from torch import nn


def build(depth):
    layers = []
    for _ in range(depth):
        layers += [nn.Linear(64, 64), nn.Tanh()]
    return nn.Sequential(*layers, nn.Linear(64, 4))


def main(batches, depth):
    model = build(depth)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in batches:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
