# Must be silent: the schedule is told the epoch, as was the custom, and so does not skip one.
import torch
from torch import nn


def main(model: nn.Module, loader, epochs: int) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[20, 40])
    for epoch in range(epochs):
        scheduler.step(epoch)
        for inputs, labels in loader:
            optimizer.zero_grad()
            criterion(model(inputs), labels).backward()
            optimizer.step()
