# A helper puts the mode back that it found, and another one is not in sight.
import torch
from somewhere import evaluate_all
from torch import nn


def validate(model, loader):
    before = model.training
    model.eval()
    with torch.no_grad():
        found = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    model.train(before)
    return found


def fit(model, loader, val_loader, optimizer):
    model.train()
    for _ in range(5):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        validate(model, val_loader)


def fit_elsewhere(model, loader, val_loader, optimizer):
    model.train()
    for _ in range(5):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        evaluate_all(model, val_loader)
