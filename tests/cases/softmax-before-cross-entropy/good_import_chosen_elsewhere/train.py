# The loss comes from a file that took it from one of two places.
import torch
from torch import nn

from criteria import loss_function


def train(loader):
    net = nn.Sequential(nn.Linear(8, 3), nn.Softmax(dim=-1))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_function(net(x), y)
        loss.backward()
        optimizer.step()
