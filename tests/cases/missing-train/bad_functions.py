# Training and evaluation are functions, and only the evaluation sets a mode; the net drops.
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(20, 64)
        self.drop = nn.Dropout(0.5)
        self.second = nn.Linear(64, 5)

    def forward(self, x):
        return self.second(self.drop(F.relu(self.first(x))))


def train(net, optimizer, loader):
    total = 0.0
    for x, y in loader:
        loss = F.cross_entropy(net(x), y)  # error: missing-train
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


def test(net, loader):
    net.eval()
    with torch.no_grad():
        return sum(F.cross_entropy(net(x), y).item() for x, y in loader)


def main(train_loader, test_loader):
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for epoch in range(10):
        train(net, optimizer, train_loader)
        print(epoch, test(net, test_loader))
