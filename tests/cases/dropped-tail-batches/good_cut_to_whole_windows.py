# Must be silent: the loop is left when what remains is no whole window.
import torch
from torch import nn


def fit(model: nn.Module, loader, accumulate: int) -> None:
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for i, (inputs, targets) in enumerate(loader):
        if i >= len(loader) - len(loader) % accumulate:
            break
        loss = criterion(model(inputs), targets) / accumulate
        loss.backward()
        if (i + 1) % accumulate == 0:
            optimizer.step()
            optimizer.zero_grad()
