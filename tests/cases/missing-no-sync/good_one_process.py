# Must be silent: there is one process, and nobody to average with.
import torch
from torch import nn
from torch.optim import SGD as Descent


def train(rank, model, loader, accumulate=8):
    model = model.to(rank)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / accumulate
        loss.backward()
        if (i + 1) % accumulate == 0 or i + 1 == len(loader):
            optimizer.step()
            optimizer.zero_grad()
