# The caller holds the context, here and where nobody can see.
import torch
from torch import nn


def accuracy(model, val_loader):
    correct = 0
    for x, y in val_loader:
        correct += (model(x).argmax(1) == y).sum().item()
    return correct


def fit(model, train_loader, val_loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            print(accuracy(model, val_loader))


def validate(model, val_loader):
    model.eval()
    losses = []
    for x, y in val_loader:
        losses.append(nn.functional.cross_entropy(model(x), y).item())
    return losses
