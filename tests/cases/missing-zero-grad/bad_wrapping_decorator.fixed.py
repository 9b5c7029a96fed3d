# A decorator of the file times the step function and forwards what it gets; nobody clears.
import functools
import time

import torch
import torch.nn.functional as F


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.time()
        result = function(*args, **kwargs)
        print(time.time() - start)
        return result

    return wrapper


@timed
def train_step(model, optimizer, x, y=None):
    loss = F.mse_loss(model(x), y)
    loss.backward()  # error: missing-zero-grad
    optimizer.step()
    optimizer.zero_grad()
    return loss


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        train_step(model, optimizer, x, y=y)
