# A helper of the same file takes the step, the loop does the backward, and no one clears.
import torch
from torch import nn


def update_weights(optimizer, scheduler):
    optimizer.step()
    optimizer.zero_grad()
    scheduler.step()


def train(model, loader, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    total = epochs * len(loader)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=total)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for x, y in loader:
            loss = criterion(model(x), y)
            loss.backward()  # error: missing-zero-grad
            update_weights(optimizer, scheduler)
        print(epoch, loss.item())
