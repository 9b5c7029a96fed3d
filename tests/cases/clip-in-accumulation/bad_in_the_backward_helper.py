# The helper that goes backward clips at once; its caller steps after some more of them.
import torch
from torch import nn


def backward_and_clip(loss, model):
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # error: clip-in-accumulation


def train(model, loader, optimizer, accumulation):
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / accumulation
        backward_and_clip(loss, model)
        if (i + 1) % accumulation == 0:
            optimizer.step()
            optimizer.zero_grad()
