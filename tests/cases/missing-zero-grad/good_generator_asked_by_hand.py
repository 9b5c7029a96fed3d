# The generator is asked by `next`, and it clears: nobody can tell when.
import torch
import torch.nn.functional as F


def clearing(optimizer):
    while True:
        optimizer.zero_grad()
        yield


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    clear = clearing(optimizer)
    for x, y in loader:
        next(clear)
        F.mse_loss(model(x), y).backward()
        optimizer.step()
