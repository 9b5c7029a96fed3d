# Must be silent: another factor is the weight of the loss.
import torch
from torch import nn

ACCUMULATE = 4


def train(model, loader, optimizer, weight=0.5):
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        loss = weight * criterion(model(inputs), labels) / ACCUMULATE
        loss.backward()
        if (i + 1) % ACCUMULATE == 0:
            optimizer.step()
            optimizer.zero_grad()
