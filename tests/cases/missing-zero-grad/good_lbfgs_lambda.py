# The closure of LBFGS is a lambda around a function that clears.
import functools

import torch
import torch.nn.functional as F


def closure(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.mse_loss(model(x), y)
    loss.backward()
    return loss


def fit(model, loader):
    optimizer = torch.optim.LBFGS(model.parameters())
    for x, y in loader:
        optimizer.step(lambda: closure(model, optimizer, x, y))


def fit_partial(model, loader):
    optimizer = torch.optim.LBFGS(model.parameters())
    for x, y in loader:
        optimizer.step(functools.partial(closure, model, optimizer, x, y))
