# A context manager of the file clips when the block is left: after the step that stands in it.
from contextlib import contextmanager

import torch
import torch.nn.functional as F


@contextmanager
def update(model, optimizer):
    optimizer.zero_grad()
    yield
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # error: clip-after-step


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        with update(model, optimizer):
            F.mse_loss(model(x), y).backward()
            optimizer.step()
