# The epochs are trained by a function of the file, and the schedule advances before each call.
import torch
from torch import nn


def train_epoch(model, loader, criterion, optimizer):
    model.train()
    for inputs, labels in loader:
        optimizer.zero_grad()
        criterion(model(inputs), labels).backward()
        optimizer.step()


def main(model: nn.Module, loader, epochs: int) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)
    for _ in range(epochs):
        scheduler.step()  # error: scheduler-before-optimizer
        train_epoch(model, loader, criterion, optimizer)
