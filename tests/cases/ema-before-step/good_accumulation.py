# At the end of each micro-batch: where the step was made, the average follows it.
import torch
from torch import nn


def train(model, ema, loader, every):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        (nn.functional.mse_loss(model(x), y) / every).backward()
        if (i + 1) % every == 0:
            optimizer.step()
            optimizer.zero_grad()
        ema.update(model)
