# A helper goes backward, and is called inside of the region.
import torch
from torch import nn


def update(loss, optimizer):
    optimizer.zero_grad()
    loss.backward()  # error: backward-in-autocast
    optimizer.step()


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = nn.functional.mse_loss(model(x), y)
            update(loss, optimizer)
