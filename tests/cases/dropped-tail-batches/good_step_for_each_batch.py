# Must be silent: the remainder decides about the log, and every batch has its step.
import torch
from torch import nn


def fit(model: nn.Module, loader) -> None:
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for i, (inputs, targets) in enumerate(loader):
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (i + 1) % 50 == 0:
            print(i, loss.item())
