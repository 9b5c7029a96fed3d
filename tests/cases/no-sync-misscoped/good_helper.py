# A context manager of the program's own is entered around forward and backward.
from contextlib import contextmanager

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


@contextmanager
def maybe_no_sync(model, last):
    if last:
        yield
    else:
        with model.no_sync():
            yield


def main(loader, rank, window=2):
    model = DistributedDataParallel(nn.Linear(128, 10).to(rank), device_ids=[rank])
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for i, (inputs, labels) in enumerate(loader):
        last = (i + 1) % window == 0
        with maybe_no_sync(model, last):
            loss = criterion(model(inputs), labels) / window
            loss.backward()
        if last:
            optimizer.step()
            optimizer.zero_grad()
