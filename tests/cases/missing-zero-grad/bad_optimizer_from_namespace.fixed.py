# A function returns model and optimizer as attributes of a namespace.
from types import SimpleNamespace

import torch.nn.functional as F
from torch import nn, optim


def build(lr):
    core = nn.Linear(16, 4)
    return SimpleNamespace(core=core, update=optim.Adam(core.parameters(), lr=lr), seen=0)


def train(batches):
    parts = build(1e-3)
    for x, y in batches:
        parts.update.zero_grad()
        F.cross_entropy(parts.core(x), y).backward()  # error: missing-zero-grad
        parts.update.step()
