# The attribute of the wrapper has decided before the forward, whatever no_sync is worth behind it.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(windows, rank):
    model = DistributedDataParallel(nn.Linear(20, 5).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for window in windows:
        *others, last = window
        for x, y in others:
            model.require_backward_grad_sync = False
            loss = criterion(model(x), y) / len(window)
            with model.no_sync():
                loss.backward()
        model.require_backward_grad_sync = True
        loss = criterion(model(last[0]), last[1]) / len(window)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
