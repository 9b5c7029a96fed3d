# Must be silent: every task has a copy of the model, and one step on it.
import copy

import torch
from torch import nn


def train(model: nn.Module, loader, epochs: int):
    criterion = nn.CrossEntropyLoss()
    for inputs, labels in loader:
        fast = copy.deepcopy(model)
        optimizer = torch.optim.Adam(fast.parameters(), lr=1e-3)
        optimizer.zero_grad()
        loss = criterion(fast(inputs), labels)
        loss.backward()
        optimizer.step()
