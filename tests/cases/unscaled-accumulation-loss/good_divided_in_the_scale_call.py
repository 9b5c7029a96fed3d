# The division is part of the expression given to the scaler: `scaler.scale(criterion(...) / n)`.
import torch
from torch import nn


def train(model, loader, optimizer, n, device):
    criterion = nn.CrossEntropyLoss()
    scaler = torch.amp.GradScaler(device)

    def backward(output, target):
        scaler.scale(criterion(output, target) / n).backward()

    model.train()
    optimizer.zero_grad()
    for i, (x, target) in enumerate(loader):
        with torch.autocast(device):
            output = model(x.to(device))
        backward(output.float(), target.to(device))
        if (i + 1) % n == 0 or i + 1 == len(loader):
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
