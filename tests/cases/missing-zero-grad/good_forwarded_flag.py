# A keyword that is handed on by `**kwargs` tells the function to clear.
import torch
import torch.nn.functional as F


def step(model, optimizer, x, y, clear=False):
    if clear:
        optimizer.zero_grad()
    F.mse_loss(model(x), y).backward()
    optimizer.step()


def logged(*args, **kwargs):
    print("step")
    return step(*args, **kwargs)


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        logged(model, optimizer, x, y, clear=True)
