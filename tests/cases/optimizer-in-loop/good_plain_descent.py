# Must be silent: plain descent keeps nothing from one step to the next.
import torch
from torch import nn


def train(model: nn.Module, loader, epochs: int):
    criterion = nn.CrossEntropyLoss()
    for inputs, labels in loader:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()
