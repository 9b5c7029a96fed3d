# The decorator of the file clears the optimizer that it finds among the keywords.
import functools

import torch
import torch.nn.functional as F


def clearing(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        kwargs["optimizer"].zero_grad()
        return function(*args, **kwargs)

    return wrapper


@clearing
def train_step(model, x, y, *, optimizer):
    loss = F.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        train_step(model, x, y, optimizer=optimizer)
