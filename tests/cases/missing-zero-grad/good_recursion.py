# A function that calls itself clears somewhere on the way: what it does in the end is not known.
import torch
import torch.nn.functional as F


def descend(model, optimizer, parts):
    if not parts:
        optimizer.zero_grad()
        return
    descend(model, optimizer, parts[1:])


def ping(optimizer, n):
    if n:
        pong(optimizer, n - 1)


def pong(optimizer, n):
    if n:
        ping(optimizer, n - 1)
    else:
        optimizer.zero_grad()


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        descend(model, optimizer, [x, y])
        F.mse_loss(model(x), y).backward()
        optimizer.step()


def other(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        ping(optimizer, 3)
        F.mse_loss(model(x), y).backward()
        optimizer.step()
