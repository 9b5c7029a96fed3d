# A branch for the last micro-batch runs forward and backward without no_sync.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(loader, rank, window=4):
    model = DistributedDataParallel(nn.Linear(20, 5).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (x, y) in enumerate(loader):
        if (i + 1) % window != 0:
            with model.no_sync():
                loss = criterion(model(x), y) / window
                loss.backward()
        else:
            loss = criterion(model(x), y) / window
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
