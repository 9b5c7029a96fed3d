# The context is entered on a stack, which nobody can see the end of here.
from contextlib import ExitStack

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(windows, rank):
    model = DistributedDataParallel(nn.Linear(20, 5).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for window in windows:
        for i, (x, y) in enumerate(window):
            with ExitStack() as stack:
                if i < len(window) - 1:
                    stack.enter_context(model.no_sync())
                loss = criterion(model(x), y) / len(window)
                loss.backward()
        optimizer.step()
        optimizer.zero_grad()
