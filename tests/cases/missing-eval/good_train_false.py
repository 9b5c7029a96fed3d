# train(False) is eval() by another name.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(4, 32, 7)
        self.bn = nn.BatchNorm1d(32)
        self.fc = nn.Linear(32, 2)

    def forward(self, x):
        return self.fc(torch.relu(self.bn(self.conv(x))).mean(dim=-1))


def run(train_loader, valid_loader, epochs=10):
    net = Net()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters())
    for epoch in range(epochs):
        net.train(True)
        for x, y in train_loader:
            optimizer.zero_grad()
            criterion(net(x), y).backward()
            optimizer.step()
        net.train(False)
        with torch.no_grad():
            losses = [criterion(net(x), y).item() for x, y in valid_loader]
        print(epoch, sum(losses) / len(losses))
