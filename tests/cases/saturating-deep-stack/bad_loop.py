# A loop puts thirty pairs into a list, which becomes a stack.
import torch
from torch import nn


def build(inputs, outputs):
    layers = [nn.Linear(inputs, 64), nn.Tanh()]
    for _ in range(30):
        layers.append(nn.Linear(64, 64))
        layers.append(nn.Tanh())
    layers.append(nn.Linear(64, outputs))
    return nn.Sequential(*layers)  # error: saturating-deep-stack


def main(batches):
    model = build(8, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in batches:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
