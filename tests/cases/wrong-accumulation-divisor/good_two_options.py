# Must be silent: what the two options are is said by whoever calls this.
import torch
from torch import nn

ACCUMULATE = 4


def train(model, loader, optimizer, weight=0.5, parts=4, every=8):
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / parts
        loss.backward()
        if (i + 1) % every == 0:
            optimizer.step()
            optimizer.zero_grad()
