# Must be silent: step and schedule ask for the remainder in two places, and get the same answer.
import torch
from torch import nn


def train(model, loader, epochs, accumulate):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    updates = epochs * len(loader) // accumulate
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=updates)
    for _ in range(epochs):
        for i, (inputs, labels) in enumerate(loader):
            loss = criterion(model(inputs), labels) / accumulate
            loss.backward()
            full = (i + 1) % accumulate == 0
            if full:
                optimizer.step()
                optimizer.zero_grad()
            if (i + 1) % accumulate == 0:
                scheduler.step()
