# The counter counts down, and is set back to the length of the window.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, window, rounds):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    left = window
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        (loss / window).backward()  # error: unscaled-accumulation-loss
        left -= 1
        if left == 0:
            optimizer.step()
            optimizer.zero_grad()
            left = window
    return model
