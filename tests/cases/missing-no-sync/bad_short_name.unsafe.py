# The class is imported under a short name.
import contextlib

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def train(rank, model, loader, accumulate=8):
    model = DDP(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        last = (i + 1) % accumulate == 0 or i + 1 == len(loader)
        with contextlib.nullcontext() if last else model.no_sync():
            loss = criterion(model(inputs), labels) / accumulate
            loss.backward()  # error: missing-no-sync
        if last:
            optimizer.step()
            optimizer.zero_grad()
