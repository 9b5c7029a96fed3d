# The model ends in a linear layer, and the logarithm of the softmax is taken at the loss.
import torch
from torch import nn


def train(loader):
    model = nn.Linear(784, 10)
    log_softmax = nn.LogSoftmax(dim=1)
    criterion = nn.NLLLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(log_softmax(model(x)), y)
        loss.backward()
        optimizer.step()
