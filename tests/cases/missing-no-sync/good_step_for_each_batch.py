# Must be silent: each batch has its step, and its average.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(rank, model, loader, accumulate=8):
    model = DistributedDataParallel(model, device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()
