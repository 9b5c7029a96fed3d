# The optimizer is built when the first batch has come, and never again.
import torch
from torch import nn


def train(model, loader):
    params = model.parameters()
    optimizer = None
    for x, y in loader:
        if optimizer is None:
            optimizer = torch.optim.SGD(params, lr=0.1)
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
