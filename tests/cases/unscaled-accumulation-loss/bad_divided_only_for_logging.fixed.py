# The loss is divided, but only in the number that is logged: backward gets the undivided one.
import torch
from torch import nn


def train_epoch(model, loader, optimizer, writer, epoch, accumulation):
    criterion = nn.HuberLoss(delta=0.5)
    model.train()
    window_loss = 0.0
    optimizer.zero_grad()
    for i, (state, value) in enumerate(loader):
        loss = criterion(model(state), value)
        window_loss += loss.item() / accumulation
        (loss / accumulation).backward()  # error: unscaled-accumulation-loss

        if (i + 1) % accumulation == 0:
            optimizer.step()
            optimizer.zero_grad()
            writer.add_scalar("loss", window_loss, epoch * len(loader) + i)
            window_loss = 0.0


def main(loader, writer):
    model = nn.Sequential(nn.Linear(12, 48), nn.Tanh(), nn.Linear(48, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.003)
    for epoch in range(25):
        train_epoch(model, loader, optimizer, writer, epoch, accumulation=10)
