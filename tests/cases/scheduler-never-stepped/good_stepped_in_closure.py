# Must be silent: a function inside this one advances the schedule.
import torch
from torch import nn


def train(model: nn.Module, loader, epochs: int):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)

    def finish():
        scheduler.step()

    for _ in range(epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            criterion(model(inputs), labels).backward()
            optimizer.step()
        finish()
