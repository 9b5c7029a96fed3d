# The optimizer goes to a function that cannot be seen, to a scaler, into a list, or back to the caller.
import torch
from torch import nn

from project.distributed import optimizer_step


def first(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer_step(optimizer)


def second(model, loader, scaler):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        scaler.scale(nn.functional.mse_loss(model(x), y)).backward()
        scaler.step(optimizer)
        scaler.update()


def third(one, two, loader):
    opt_a = torch.optim.SGD(one.parameters(), lr=0.1)
    opt_b = torch.optim.SGD(two.parameters(), lr=0.1)
    for x, y in loader:
        opt_a.zero_grad()
        opt_b.zero_grad()
        nn.functional.mse_loss(two(one(x)), y).backward()
        for optimizer in (opt_a, opt_b):
            optimizer.step()
