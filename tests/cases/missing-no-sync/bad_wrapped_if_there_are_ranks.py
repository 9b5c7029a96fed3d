# The model is wrapped only where there are several ranks: it may have no `no_sync` to be called.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(world_size, model, loader, accumulate=8):
    if world_size > 1:
        model = DistributedDataParallel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / accumulate
        loss.backward()  # error: missing-no-sync
        if (i + 1) % accumulate == 0:
            optimizer.step()
            optimizer.zero_grad()
