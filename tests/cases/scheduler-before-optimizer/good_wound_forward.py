# Must be silent: a schedule is wound forward to the epoch at which the training goes on.
import torch
from torch import nn


def resume(model: nn.Module, loader, first: int, epochs: int) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)
    for _ in range(first):
        scheduler.step()
    for _ in range(first, epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            criterion(model(inputs), labels).backward()
            optimizer.step()
        scheduler.step()
