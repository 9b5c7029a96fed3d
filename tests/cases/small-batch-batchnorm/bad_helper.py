# The loop over the batches is a function of its own; nobody tells the loader a size, so it is one.
import torch
import torch.nn as nn
from torch.utils.data import DataLoader


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)
        self.norm = nn.BatchNorm2d(width)
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        return self.head(self.norm(self.conv(x)).mean((2, 3)))


def train_epoch(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)  # error: small-batch-batchnorm
        loss.backward()
        optimizer.step()


def main(dataset):
    net = Net(32)
    loader = DataLoader(dataset, shuffle=True)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    for _ in range(20):
        train_epoch(net, loader, criterion, optimizer)
