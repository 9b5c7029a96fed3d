# One function trains, and is called for the test data as well, without a flag.
import torch
from torch import nn
from torch.utils.data import DataLoader


def run_epoch(model, loader, optimizer, criterion):
    total = 0.0
    for images, labels in loader:
        loss = criterion(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()  # error: step-in-evaluation
        total += loss.item()
    return total / len(loader)


def main(train_set, test_set):
    train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=64)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(10):
        train_loss = run_epoch(model, train_loader, optimizer, criterion)
        test_loss = run_epoch(model, test_loader, optimizer, criterion)
        print(epoch, train_loss, test_loss)
