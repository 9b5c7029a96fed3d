# Must be silent: only when a layer is thawed is the optimizer built once more.
import torch
from torch import nn


def train(model: nn.Module, loader, epochs: int):
    criterion = nn.CrossEntropyLoss()
    for step, (inputs, labels) in enumerate(loader):
        if step in (0, 1000, 2000):
            optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()
