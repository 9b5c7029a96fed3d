# The wrapper is reached through the package, and the loss is scaled.
import contextlib

import torch
from torch import nn
from torch.amp import GradScaler


def train(rank, model, loader, accumulate=8):
    scaler = GradScaler("cuda")
    model = nn.parallel.DistributedDataParallel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        last = (i + 1) % accumulate == 0 or i + 1 == len(loader)
        with contextlib.nullcontext() if last else model.no_sync():
            loss = criterion(model(inputs), labels) / accumulate
            scaler.scale(loss).backward()  # error: missing-no-sync
        if last:
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
