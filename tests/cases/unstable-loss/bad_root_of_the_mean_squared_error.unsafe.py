# The root of the mean squared error has no derivative where the error is zero.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = torch.sqrt(F.mse_loss(model(x), y) + 1e-8)  # error: unstable-loss
        loss.backward()
        optimizer.step()


def main(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(10):
        train_epoch(model, loader, optimizer)
