# The move is one of layout: the weights stay on their device.
import torch
from torch import nn


def train(model, loader, device):
    model = model.cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model = model.to(memory_format=torch.channels_last)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x.to(device)), y.to(device))
        loss.backward()
        optimizer.step()
