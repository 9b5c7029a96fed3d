# The position in the window comes from divmod, and the last position steps.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, window, rounds):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        round_, position = divmod(i, window)
        loss = F.cross_entropy(model(x), y)
        (loss / window).backward()  # error: unscaled-accumulation-loss
        if position == window - 1:
            optimizer.step()
            optimizer.zero_grad()
    return model
