# Must be silent: the optimizer has stepped in a first phase, before the schedule advances in the second.
import torch
from torch import nn


def train(model: nn.Module, first, second) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.999)
    for inputs, labels in first:
        criterion(model(inputs), labels).backward()
        optimizer.step()
        optimizer.zero_grad()
    for inputs, labels in second:
        if labels.numel() == 0:
            break
        criterion(model(inputs), labels).backward()
        optimizer.step()
        optimizer.zero_grad()
        scheduler.step()
