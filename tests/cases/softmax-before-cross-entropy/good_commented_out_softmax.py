# The softmax in forward is commented out: what is returned are the scores.
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.fc1 = nn.Linear(inputs, 100)
        self.fc2 = nn.Linear(100, classes)
        # self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
        x = self.fc2(F.relu(self.fc1(x)))
        # x = F.softmax(x, dim=1)
        return x


def train(loader, inputs, classes):
    net = Net(inputs, classes)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    net.train()
    for x, y in loader:
        optimizer.zero_grad()
        # loss = F.cross_entropy(F.softmax(net(x), dim=1), y)
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
