# An out-of-memory handler drops the batch and clears what backward left behind; the ordinary path steps at every batch.
import torch
from torch import nn


def train(model, loader, optimizer):
    criterion = nn.CrossEntropyLoss()
    dropped = 0
    model.train()
    optimizer.zero_grad(set_to_none=True)
    for x, y in loader:
        try:
            loss = criterion(model(x.cuda()), y.cuda())
            loss.backward()
        except torch.cuda.OutOfMemoryError:
            dropped += 1
            optimizer.zero_grad(set_to_none=True)
            torch.cuda.empty_cache()
            continue
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return dropped
