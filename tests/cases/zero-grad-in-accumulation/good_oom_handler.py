# Must be silent: only when the device has no memory left are the gradients of the window cleared in between.
import torch
from torch import nn


def fit(model: nn.Module, loader, optimizer, accumulation: int):
    criterion = nn.CrossEntropyLoss()
    skipped = 0
    for step, (inputs, labels) in enumerate(loader):
        try:
            loss = criterion(model(inputs.cuda()), labels.cuda()) / accumulation
            loss.backward()
        except RuntimeError as error:
            if "out of memory" not in str(error):
                raise
            skipped += 1
            optimizer.zero_grad()
        if (step + 1) % accumulation == 0:
            optimizer.step()
            optimizer.zero_grad()
    return skipped
