# An attack limits the gradient of its input, or so it says.
import torch
from torch import nn


def attack(model, x, y, steps, size):
    x = x.clone().requires_grad_()
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        x.grad.clamp(min=-size, max=size)  # error: discarded-gradient-edit
        with torch.no_grad():
            x += x.grad
        x.grad = None
    return x.detach()
