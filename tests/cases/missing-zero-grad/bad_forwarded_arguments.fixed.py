# Arguments are handed on by `*args` and `**kwargs`, positions and keywords kept; nobody clears.
import torch
import torch.nn.functional as F


def step(model, optimizer, *batch, weight=1.0):
    (F.mse_loss(model(batch[0]), batch[1]) * weight).backward()  # error: missing-zero-grad
    optimizer.step()
    optimizer.zero_grad()


def logged(*args, **kwargs):
    print("step")
    return step(*args, **kwargs)


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        logged(model, optimizer, x, y, weight=0.5)
