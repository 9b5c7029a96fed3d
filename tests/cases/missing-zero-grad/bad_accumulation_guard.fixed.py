# Accumulation done right but for the end of the window: after the step nothing clears, so every window holds all earlier ones.
import torch
from torch import nn


def train(model, train_loader, epochs, accumulation_steps=4):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for epoch in range(epochs):
        model.train()
        for i, (inputs, targets) in enumerate(train_loader):
            loss = criterion(model(inputs), targets)
            (loss / accumulation_steps).backward()  # error: missing-zero-grad
            if (i + 1) % accumulation_steps == 0:
                optimizer.step()
                optimizer.zero_grad()
        print(epoch, loss.item())
