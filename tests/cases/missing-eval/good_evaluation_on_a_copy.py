# What is evaluated is a deep copy in eval mode; the model that trains keeps its training mode all along.
import copy

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(50, 100), nn.ReLU(), nn.Dropout(0.3), nn.Linear(100, 8))

    def forward(self, x):
        return self.net(x)


def evaluate(model, loader):
    frozen = copy.deepcopy(model).eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (frozen(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)


def train(train_loader, val_loader):
    model = Net()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters())
    model.train()
    for epoch in range(10):
        for x, y in train_loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        print(epoch, evaluate(model, val_loader))
