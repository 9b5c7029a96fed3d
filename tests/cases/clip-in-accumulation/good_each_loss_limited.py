# Must be silent: of two different losses the first is limited before the second adds to it.
import torch
from torch import nn


def train(encoder, heads, loader, optimizer):
    criterion = nn.CrossEntropyLoss()
    for inputs, first, second in loader:
        optimizer.zero_grad()
        features = encoder(inputs)
        criterion(heads[0](features), first).backward(retain_graph=True)
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        criterion(heads[1](features), second).backward()
        optimizer.step()
