# Orthogonal weights keep the gradients as long as they are.
import torch
from torch import nn


def build():
    layers = []
    for _ in range(30):
        layers += [nn.Linear(64, 64), nn.Tanh()]
    for layer in layers:
        if isinstance(layer, nn.Linear):
            nn.init.orthogonal_(layer.weight)
    return nn.Sequential(*layers, nn.Linear(64, 4))


def main(batches, depth):
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in batches:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
