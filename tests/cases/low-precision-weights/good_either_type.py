# Must be silent: on one of two ways the weights stay in float32.
import torch
from torch import nn


def train(model, loader, small):
    if small:
        model = model.half()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
