# A context manager of this file clears when it is left.
import torch
import torch.nn as nn
import torch.nn.functional as F


class Step:
    def __init__(self, o):
        self.o = o

    def __enter__(self):
        return self

    def __exit__(self, *a):
        self.o.zero_grad()


def f(loader):
    n = nn.Linear(3, 3)
    o = torch.optim.SGD(n.parameters(), 0.1)
    for x, y in loader:
        with Step(o):
            F.mse_loss(n(x), y).backward()
            o.step()
