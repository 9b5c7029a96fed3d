# The hooks of a trainer get the sampler, and one of them may well tell it the epoch.
import torch
from torch import nn
from torch.utils.data import DataLoader, DistributedSampler


def train(model, dataset, epochs, hooks):
    sampler = DistributedSampler(dataset)
    loader = DataLoader(dataset, batch_size=32, sampler=sampler)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for hook in hooks:
            hook.before_epoch(epoch, sampler)
        for x, y in loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
