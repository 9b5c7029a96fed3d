# A helper runs the micro-batches inside no_sync, and its caller steps at once.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def accumulate(model, criterion, parts):
    with model.no_sync():
        for inputs, labels in parts:
            loss = criterion(model(inputs), labels) / len(parts)
            loss.backward()


def main(batches, rank):
    model = DistributedDataParallel(nn.Linear(128, 10).to(rank), device_ids=[rank])
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for inputs, labels in batches:
        parts = list(zip(inputs.chunk(4), labels.chunk(4)))
        optimizer.zero_grad()
        accumulate(model, criterion, parts)
        optimizer.step()  # error: backward-in-no-sync
