# Contexts and decorators from elsewhere may switch gradients off, and so may a global switch.
import torch
from somewhere import evaluating, inference
from torch import nn


@inference
def test(model, test_loader):
    correct = 0
    for x, y in test_loader:
        correct += (model(x).argmax(1) == y).sum().item()
    return correct


def fit(model, train_loader, val_loader, test_loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        correct = 0
        with evaluating(model):
            for x, y in val_loader:
                correct += (model(x).argmax(1) == y).sum().item()
        print(correct, test(model, test_loader))
