# Must be silent: clip and step ask for the remainder in two places, and get the same answer.
import torch
from torch import nn


def train(model, loader, optimizer, accumulation):
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / accumulation
        loss.backward()
        is_last = (i + 1) % accumulation == 0
        if is_last:
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        if (i + 1) % accumulation == 0:
            optimizer.step()
            optimizer.zero_grad()
