# Must be silent: the schedule is told the epoch and its fraction, so that it does not count at all.
import torch
from torch import nn


def train(model, loader, epochs, accumulate):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=10)
    for epoch in range(epochs):
        for i, (inputs, labels) in enumerate(loader):
            loss = criterion(model(inputs), labels) / accumulate
            loss.backward()
            if (i + 1) % accumulate == 0:
                optimizer.step()
                optimizer.zero_grad()
            scheduler.step(epoch + i / len(loader))
