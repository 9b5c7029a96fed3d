# The model is counted between the two lines, which is no reason to keep them so.
import torch
from torch import nn


def train(loader, rank):
    model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    print(sum(parameter.numel() for parameter in model.parameters()))
    model.cuda(rank)  # error: optimizer-before-device
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x.cuda(rank)), y.cuda(rank)).backward()
        optimizer.step()
