# A sum-reduced loss is accumulated and the gradients are divided by the number of samples before the step: exact, and deliberately without a division of the loss.
import torch
from torch import nn


def train(model, loader, optimizer, accum):
    criterion = nn.CrossEntropyLoss(reduction="sum")
    model.train()
    samples = 0
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y)
        loss.backward()
        samples += y.size(0)
        if (i + 1) % accum == 0:
            for p in model.parameters():
                if p.grad is not None:
                    p.grad /= samples
            optimizer.step()
            optimizer.zero_grad()
            samples = 0


def main(loader):
    model = nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for _ in range(5):
        train(model, loader, optimizer, accum=4)
