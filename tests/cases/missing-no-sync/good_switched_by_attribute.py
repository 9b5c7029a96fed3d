# Must be silent: an attribute of the wrapper tells when to average.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(rank, model, loader, accumulate=8):
    model = DistributedDataParallel(model, device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        model.require_backward_grad_sync = (i + 1) % accumulate == 0 or i + 1 == len(loader)
        loss = criterion(model(inputs), labels) / accumulate
        loss.backward()
        if (i + 1) % accumulate == 0 or i + 1 == len(loader):
            optimizer.step()
            optimizer.zero_grad()
