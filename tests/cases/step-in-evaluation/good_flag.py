# One function serves both kinds of data, and its flag decides about the step.
import torch
from torch import nn


def run(model, loader, criterion, optimizer=None):
    model.train(optimizer is not None)
    for x, y in loader:
        loss = criterion(model(x), y)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def main(model, train_loader, val_loader, test_loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for _ in range(3):
        run(model, train_loader, criterion, optimizer)
        run(model, val_loader, criterion)
    run(model, test_loader, criterion, None)
