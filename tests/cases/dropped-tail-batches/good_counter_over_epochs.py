# Must be silent: the counter goes on from epoch to epoch, and so do the windows.
import torch
from torch import nn


def fit(model: nn.Module, loader, epochs: int, accumulate: int) -> None:
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    seen = 0
    for _ in range(epochs):
        for i, (inputs, targets) in enumerate(loader):
            loss = criterion(model(inputs), targets) / accumulate
            loss.backward()
            seen += 1
            if seen % accumulate == 0:
                optimizer.step()
                optimizer.zero_grad()
