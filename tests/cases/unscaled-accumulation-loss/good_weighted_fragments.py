# A batch split into fragments, each mean loss weighted by the fragment's share of the batch: the weights sum to one.
import torch
from torch import nn

MAX_FRAGMENT = 16


def train_batch(model, criterion, optimizer, x, y):
    total = 0.0
    optimizer.zero_grad()
    for part_x, part_y in zip(x.split(MAX_FRAGMENT), y.split(MAX_FRAGMENT)):
        share = part_x.size(0) / x.size(0)
        loss = criterion(model(part_x), part_y) * share
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


def train(loader, epochs=10):
    model = nn.Sequential(nn.Conv1d(1, 8, 9), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 192, 5))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for epoch in range(epochs):
        for x, y in loader:
            print(epoch, train_batch(model, criterion, optimizer, x, y))
