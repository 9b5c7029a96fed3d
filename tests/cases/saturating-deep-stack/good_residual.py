# Each block is a class of the project, which may lead around its layers.
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Sequential(nn.Linear(64, 64), nn.Tanh())

    def forward(self, x):
        return x + self.layer(x)


def build():
    layers = []
    for _ in range(30):
        layers += [Block()]
    return nn.Sequential(*layers, nn.Linear(64, 4))


def main(batches, depth):
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in batches:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
