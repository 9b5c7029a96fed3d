# A helper goes backward inside no_sync, with the loss that its caller has computed.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def backward(model, loss, last):
    if last:
        loss.backward()
    else:
        with model.no_sync():
            loss.backward()  # error: no-sync-misscoped


def main(loader, rank, window=2):
    model = DistributedDataParallel(nn.Linear(128, 10).to(rank), device_ids=[rank])
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for i, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / window
        last = (i + 1) % window == 0
        backward(model, loss, last)
        if last:
            optimizer.step()
            optimizer.zero_grad()
