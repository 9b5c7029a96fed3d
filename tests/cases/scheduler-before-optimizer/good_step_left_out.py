# Must be silent: a loss that is no number has no step, and in every other round the optimizer comes first.
import torch
from torch import nn


def train(model: nn.Module, loader) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.999)
    for inputs, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        if torch.isfinite(loss):
            loss.backward()
            optimizer.step()
        scheduler.step()
