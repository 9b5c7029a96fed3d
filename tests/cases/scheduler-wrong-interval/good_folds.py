# Must be silent: the outermost loop goes over the folds, each with a schedule over its own epochs.
import torch
from torch import nn


def cross_validate(build, folds, epochs):
    criterion = nn.CrossEntropyLoss()
    for loader in folds:
        model = build()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
        for _ in range(epochs):
            for inputs, labels in loader:
                optimizer.zero_grad()
                criterion(model(inputs), labels).backward()
                optimizer.step()
            scheduler.step()
