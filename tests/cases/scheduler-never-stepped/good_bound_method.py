# Must be silent: the method that steps it is kept, and called through a list.
import torch
from torch import nn
from torch.optim import lr_scheduler


def train(model: nn.Module, loader, epochs: int, finish=None):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = lr_scheduler.StepLR(optimizer, step_size=10)
    hooks = [scheduler.step]
    for epoch in range(epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            criterion(model(inputs), labels).backward()
            optimizer.step()
        hooks[0]()
    return model
