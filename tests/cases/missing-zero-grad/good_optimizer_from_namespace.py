# Must be silent: one optimizer of a namespace is cleared by itself, the other one through its model.
from types import SimpleNamespace

import torch.nn.functional as F
from torch import nn, optim


def build(lr):
    one, two = nn.Linear(16, 4), nn.Linear(16, 4)
    parts = SimpleNamespace(one=one, two=two, first=optim.Adam(one.parameters(), lr=lr))
    parts.second = optim.Adam(two.parameters(), lr=lr)
    return parts


def train(batches):
    parts = build(1e-3)
    for x, y in batches:
        parts.first.zero_grad()
        F.cross_entropy(parts.one(x), y).backward()
        parts.first.step()
        parts.two.zero_grad()
        F.cross_entropy(parts.two(x), y).backward()
        parts.second.step()
