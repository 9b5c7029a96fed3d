# A single device is no parallelism: the wrapper is there for the names of its parameters.
import torch
from torch import nn


def train(net, loader):
    model = nn.DataParallel(net.cuda(), device_ids=[0])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x.cuda()), y.cuda()).backward()
        optimizer.step()
