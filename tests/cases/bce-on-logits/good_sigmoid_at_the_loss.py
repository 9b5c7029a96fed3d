# The model returns scores, and the sigmoid is applied where the loss is computed.
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(8, 16)
        self.out = nn.Linear(16, 1)

    def forward(self, x):
        return self.out(torch.tanh(self.hidden(x)))


def train(loader):
    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    net.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(torch.sigmoid(net(x)), y)
        loss.backward()
        optimizer.step()
