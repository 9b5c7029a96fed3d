# Must be silent: within the batches the schedule over the epochs is told the fraction of the epoch.
import torch
from torch import nn


def train(model, loader, epochs):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    for epoch in range(epochs):
        for i, (inputs, labels) in enumerate(loader):
            optimizer.zero_grad()
            criterion(model(inputs), labels).backward()
            optimizer.step()
            scheduler.step(epoch + i / len(loader))
