# The second assignment reads the first loss.
import torch
from torch import nn


def train(model, loader):
    criterion, smoothness = nn.CrossEntropyLoss(), nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        loss = loss + smoothness(output, model(x.flip(0)).flip(0))
        loss.backward()
        optimizer.step()
