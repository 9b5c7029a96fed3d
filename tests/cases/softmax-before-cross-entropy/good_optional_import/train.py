# Which criterion this is depends on what is installed: nothing is certain about it.
import torch
from torch import nn

from model import Net

try:
    from fast import criterion
except ImportError:
    criterion = nn.NLLLoss()


def train(loader):
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(torch.log(net(x)), y)
        loss.backward()
        optimizer.step()
