# The inner loop of a meta-learner leaves gradients; they are limited before the outer loss is added.
import torch
from torch import nn


def train(model, tasks):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for support, query in tasks:
        optimizer.zero_grad()
        for x, y in support:
            nn.functional.cross_entropy(model(x), y).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        x, y = query
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
