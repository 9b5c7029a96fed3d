# The function that trains an epoch gets the optimizer and not the schedule.
from torch import nn, optim


def train_epoch(model, loader, optimizer):
    criterion = nn.MSELoss()
    for inputs, targets in loader:
        optimizer.zero_grad()
        criterion(model(inputs), targets).backward()
        optimizer.step()


def main(model, loader, epochs):
    opt = optim.Adam(model.parameters(), lr=1e-3)
    decay = optim.lr_scheduler.ExponentialLR(opt, gamma=0.95)  # error: scheduler-never-stepped
    for _ in range(epochs):
        train_epoch(model, loader, opt)
