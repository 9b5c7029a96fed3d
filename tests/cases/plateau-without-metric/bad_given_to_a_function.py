# The schedule is built in one function and advanced in another, which is told nothing of a metric.
import torch
from torch import nn


def run_epoch(model, loader, optimizer, scheduler):
    criterion = nn.CrossEntropyLoss()
    for inputs, labels in loader:
        optimizer.zero_grad()
        criterion(model(inputs), labels).backward()
        optimizer.step()
    scheduler.step()  # error: plateau-without-metric


def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, "max")
    for _ in range(100):
        run_epoch(model, loader, optimizer, scheduler)
