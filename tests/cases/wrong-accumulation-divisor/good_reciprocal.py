# Must be silent: to be multiplied by a quarter is to be divided by four.
import torch
from torch import nn

ACCUMULATE = 4


def train(model, loader, optimizer, weight=0.5):
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) * 0.25
        loss.backward()
        if (i + 1) % ACCUMULATE == 0:
            optimizer.step()
            optimizer.zero_grad()
