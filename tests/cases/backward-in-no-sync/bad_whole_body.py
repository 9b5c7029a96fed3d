# The whole body of the loop stands inside no_sync, whichever micro-batch it is.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(dataset, rank, window=8):
    model = DistributedDataParallel(nn.Linear(64, 2).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    criterion = nn.CrossEntropyLoss()
    for i, (x, y) in enumerate(dataset):
        with model.no_sync():
            loss = criterion(model(x), y) / window
            if i % window == window - 1:
                loss.backward()
                optimizer.step()  # error: backward-in-no-sync
                optimizer.zero_grad()
            else:
                loss.backward()
