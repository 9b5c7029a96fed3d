# One function runs both kinds of epoch and sets mode and gradients by the same flag.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(6, 24), nn.BatchNorm1d(24), nn.ReLU(), nn.Dropout(0.1), nn.Linear(24, 1))

    def forward(self, x):
        return self.net(x).squeeze(-1)


def run_epoch(net, loader, criterion, optimizer, is_train):
    net.train(mode=is_train)
    total = 0.0
    with torch.set_grad_enabled(is_train):
        for x, y in loader:
            loss = criterion(net(x), y)
            if is_train:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item()
    return total / len(loader)


def main(train_loader, test_loader):
    net = Net()
    criterion = nn.HuberLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(30):
        train_loss = run_epoch(net, train_loader, criterion, optimizer, is_train=True)
        test_loss = run_epoch(net, test_loader, criterion, optimizer, is_train=False)
        print(epoch, train_loss, test_loss)
