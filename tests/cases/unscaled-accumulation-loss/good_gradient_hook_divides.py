# A hook on every parameter divides each gradient as it is made.
import torch
import torch.nn as nn
import torch.nn.functional as F


def h(loader, n=4):
    model = nn.Linear(3, 3)
    opt = torch.optim.SGD(model.parameters(), 0.1)
    for p in model.parameters():
        p.register_hook(lambda g: g / n)
    for i, (x, y) in enumerate(loader):
        F.mse_loss(model(x), y).backward()
        if (i + 1) % n == 0:
            opt.step()
            opt.zero_grad()
