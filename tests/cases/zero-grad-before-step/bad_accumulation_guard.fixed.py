# Under the guard of an accumulation the clear comes before the step, and all of the window is lost.
import torch
from torch import nn


def train(model, loader, optimizer, every):
    criterion = nn.CrossEntropyLoss()
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y) / every
        loss.backward()
        if (i + 1) % every == 0:
            optimizer.step()
            optimizer.zero_grad()  # error: zero-grad-before-step
