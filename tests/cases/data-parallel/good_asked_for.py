# A helper looks inside the wrapper, whoever has made it.
import torch
from torch import nn


def unwrap(model):
    return model.module if isinstance(model, nn.DataParallel) else model


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    torch.save(unwrap(model).state_dict(), "model.pt")
