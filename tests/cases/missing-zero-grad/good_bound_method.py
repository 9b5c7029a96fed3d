# Must be silent: zero_grad is called through a local name, and through functools.partial in the other function.
from functools import partial

import torch
import torch.nn.functional as F


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    clear = optimizer.zero_grad
    for x, y in loader:
        clear()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()


def train_partial(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    clear = partial(optimizer.zero_grad, set_to_none=True)
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        clear()
