# With a scaler the scaler steps, without one the optimizer: never both.
import torch
from torch import nn


def train(model, loader, scaler=None):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        if scaler is not None:
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
        else:
            loss.backward()
        if scaler is None:
            optimizer.step()
