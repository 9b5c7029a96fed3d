# The same gradients are used several times on purpose: a loop steps along one direction.
import torch
from torch import nn


def walk(model, x, y, length):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    nn.functional.mse_loss(model(x), y).backward()
    path = []
    for _ in range(length):
        optimizer.step()
        with torch.no_grad():
            path.append(nn.functional.mse_loss(model(x), y).item())
    return path
