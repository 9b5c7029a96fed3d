# Evaluation comes after the last step, or concerns a copy of the model.
import copy

import torch
from torch import nn


def fit(model, loader, val_loader, test_loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for _ in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        best = copy.deepcopy(model)
        best.eval()
        with torch.no_grad():
            print(sum((best(x).argmax(1) == y).sum().item() for x, y in val_loader))
    model.eval()
    with torch.no_grad():
        print(sum((model(x).argmax(1) == y).sum().item() for x, y in test_loader))
