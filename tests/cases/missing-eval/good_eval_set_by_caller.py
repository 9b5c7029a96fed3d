# evaluate() sets no mode itself; whoever calls it has called eval() before.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.encode = nn.Linear(dim, dim)
        self.dropout = nn.Dropout(0.1)
        self.decode = nn.Linear(dim, dim)

    def forward(self, x):
        return self.decode(self.dropout(torch.relu(self.encode(x))))


def evaluate(model, loader, criterion):
    total = 0.0
    with torch.no_grad():
        for x, y in loader:
            total += criterion(model(x), y).item()
    return total / len(loader)


def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()


def main(train_loader, valid_loader, dim=64, epochs=10):
    model = Net(dim)
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(epochs):
        model.train()
        train(model, train_loader, criterion, optimizer)
        model.eval()
        print(epoch, evaluate(model, valid_loader, criterion))
