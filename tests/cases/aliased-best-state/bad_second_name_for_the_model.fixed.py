# The best model is only a second name for the model that is trained on.
import argparse
import copy
import json

import torch
from torch import nn, optim


def accuracy(net, loader):
    net.eval()
    right = count = 0
    with torch.no_grad():
        for x, y in loader:
            right += (net(x).argmax(dim=1) == y).sum().item()
            count += y.numel()
    return right / count


def train(net, loader, optimizer, criterion):
    net.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()


def main(train_loader, val_loader):
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=20)
    args = parser.parse_args()
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))
    optimizer = optim.Adam(net.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    best_acc, best_net = 0.0, net
    for epoch in range(args.epochs):
        train(net, train_loader, optimizer, criterion)
        acc = accuracy(net, val_loader)
        if acc > best_acc:
            best_acc = acc
            best_net = copy.deepcopy(net)  # error: aliased-best-state
    torch.save(best_net.state_dict(), "best.pt")
    print(json.dumps({"accuracy": best_acc}))
