# Another way to say it is used beside no_sync: the attribute of the wrapper decides as well.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(windows, rank):
    model = DistributedDataParallel(nn.Linear(20, 5).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for window in windows:
        with model.no_sync():
            for i, (x, y) in enumerate(window):
                model.require_backward_grad_sync = i == len(window) - 1
                loss = criterion(model(x), y) / len(window)
                loss.backward()
        optimizer.step()
        optimizer.zero_grad()
