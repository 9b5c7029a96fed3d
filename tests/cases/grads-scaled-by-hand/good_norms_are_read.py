# Must be silent: the loop over the parameters reads the gradients and changes none.
import torch
from torch import nn


def train(model, loader, optimizer, accumulate, log):
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / accumulate
        loss.backward()
        if (i + 1) % accumulate == 0 or i + 1 == len(loader):
            for p in model.parameters():
                log.append(p.grad.norm().item() / accumulate)
            optimizer.step()
            optimizer.zero_grad()
