# Before the second use the name is bound to a new generator.
import torch
from torch import nn


def train(model, loader):
    params = model.parameters()
    optimizer = torch.optim.SGD(params, lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        params = model.parameters()
        nn.utils.clip_grad_norm_(params, 1.0)
        optimizer.step()
