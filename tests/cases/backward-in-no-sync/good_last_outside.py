# All micro-batches but the last one stand inside no_sync.
from contextlib import nullcontext

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(windows, rank):
    model = DistributedDataParallel(nn.Linear(20, 5).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for window in windows:
        for i, (x, y) in enumerate(window):
            with nullcontext() if i == len(window) - 1 else model.no_sync():
                loss = criterion(model(x), y) / len(window)
                loss.backward()
        optimizer.step()
        optimizer.zero_grad()
