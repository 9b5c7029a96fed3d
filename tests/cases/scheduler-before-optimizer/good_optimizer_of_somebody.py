# Must be silent: optimizer and schedule come from a caller, who may have stepped before.
from torch import nn


def train_epoch(model: nn.Module, loader, optimizer, scheduler) -> None:
    criterion = nn.CrossEntropyLoss()
    for inputs, labels in loader:
        scheduler.step()
        optimizer.zero_grad()
        criterion(model(inputs), labels).backward()
        optimizer.step()
