# Must be silent: the schedule counts epochs, and advances behind the loop over the micro-batches.
import torch
from torch import nn


def train(model, loader, epochs, accumulate):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    for _ in range(epochs):
        for i, (inputs, labels) in enumerate(loader):
            loss = criterion(model(inputs), labels) / accumulate
            loss.backward()
            if (i + 1) % accumulate == 0:
                optimizer.step()
                optimizer.zero_grad()
        scheduler.step()
