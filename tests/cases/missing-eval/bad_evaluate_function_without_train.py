# Neither train_epoch() nor test_epoch() sets a mode, and both are called in turn: the test needs eval mode and the way back.
import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(30, 60), nn.BatchNorm1d(60), nn.ReLU(), nn.Dropout(0.1))
        self.head = nn.Linear(60, 1)

    def forward(self, x):
        return self.head(self.body(x)).squeeze(1)


def train_epoch(model, loader, loss_fn, optimizer):
    for x, y in loader:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def test_epoch(model, loader, loss_fn):
    test_loss = 0.0
    with torch.no_grad():
        for x, y in loader:
            pred = model(x)  # error: missing-eval
            test_loss += loss_fn(pred, y).item()
    test_loss /= len(loader)
    return test_loss


def run(train_loader, test_loader, epochs):
    model = Model()
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    for t in range(epochs):
        train_epoch(model, train_loader, loss_fn, optimizer)
        print(t + 1, test_epoch(model, test_loader, loss_fn))
