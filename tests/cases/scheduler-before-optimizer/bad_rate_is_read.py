# What is printed between the two is the rate of the step, so that the line is not moved over it.
import torch
from torch import nn


def fit(loader):
    model = nn.Linear(8, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    decay = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.97)
    for inputs, labels in loader:
        decay.step()  # error: scheduler-before-optimizer
        print("rate", decay.get_last_lr())
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), labels).backward()
        optimizer.step()
