# A context manager of the file clips and steps when the block is left, in this order.
from contextlib import contextmanager

import torch
import torch.nn.functional as F


@contextmanager
def update(model, optimizer):
    optimizer.zero_grad()
    try:
        yield optimizer
    finally:
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        with update(model, optimizer):
            F.mse_loss(model(x), y).backward()
