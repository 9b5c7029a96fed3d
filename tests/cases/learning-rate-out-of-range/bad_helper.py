# A factory hands out an optimizer whose rate is meant for another one.
import torch
from torch import nn


def make_optimizer(model):
    return torch.optim.Adam(model.parameters(), lr=0.5, betas=(0.9, 0.98))  # error: learning-rate-out-of-range


def train(loader):
    model = nn.Linear(128, 8)
    optimizer = make_optimizer(model)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
