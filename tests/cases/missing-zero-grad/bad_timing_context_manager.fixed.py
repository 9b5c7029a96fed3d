# The context manager of the file only takes the time; gradients are never cleared.
import contextlib
import time

import torch
import torch.nn.functional as F


@contextlib.contextmanager
def timed(optimizer):
    start = time.time()
    yield
    print(time.time() - start, len(optimizer.param_groups))


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        with timed(optimizer):
            F.mse_loss(model(x), y).backward()  # error: missing-zero-grad
            optimizer.step()
            optimizer.zero_grad()
