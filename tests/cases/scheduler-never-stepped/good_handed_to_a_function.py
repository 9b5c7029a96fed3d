# Must be silent: somebody else is given the schedule, and may step it.
import torch
from torch import nn
from torch.optim import lr_scheduler


def train(model: nn.Module, loader, epochs: int, finish=None):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = lr_scheduler.StepLR(optimizer, step_size=10)
    model.train()
    for epoch in range(epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            criterion(model(inputs), labels).backward()
            optimizer.step()
        finish(epoch, scheduler)
    return model
