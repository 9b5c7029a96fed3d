# Each epoch makes its own sampler, with a seed that depends on its number.
import torch
from torch import nn
from torch.utils.data import DataLoader, DistributedSampler


def train(model, dataset, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        sampler = DistributedSampler(dataset, seed=epoch)
        loader = DataLoader(dataset, batch_size=32, sampler=sampler)
        for x, y in loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
