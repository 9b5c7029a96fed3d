# One branch goes backward inside no_sync, for a forward pass that both share.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(loader, rank, window=4):
    model = DistributedDataParallel(nn.Linear(20, 5).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x.to(rank)), y.to(rank)) / window
        if (i + 1) % window:
            with model.no_sync():
                loss.backward()  # error: no-sync-misscoped
        else:
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
