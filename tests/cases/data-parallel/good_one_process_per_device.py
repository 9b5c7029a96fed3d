# Each device has a process of its own.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(net, loader, rank):
    model = DistributedDataParallel(net.to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x.to(rank)), y.to(rank)).backward()
        optimizer.step()
