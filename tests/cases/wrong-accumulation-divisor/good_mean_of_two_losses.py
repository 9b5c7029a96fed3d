# Must be silent: the mean of two losses is divided by the window, too.
import torch
from torch import nn

ACCUMULATE = 4


def train(model, loader, optimizer, weight=0.5):
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        loss = (criterion(model(inputs), labels) + criterion(model(inputs * 2), labels)) / 2
        loss = loss / ACCUMULATE
        loss.backward()
        if (i + 1) % ACCUMULATE == 0:
            optimizer.step()
            optimizer.zero_grad()
