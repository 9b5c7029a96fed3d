# Must be silent: deliberate accumulation, cleared under the guard after the step.
import torch
from torch import nn


def train(model, train_loader, epochs, accumulation_steps=4):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    optimizer.zero_grad()
    for epoch in range(epochs):
        for i, (inputs, targets) in enumerate(train_loader):
            loss = criterion(model(inputs), targets)
            (loss / accumulation_steps).backward()
            if (i + 1) % accumulation_steps == 0 or i + 1 == len(train_loader):
                optimizer.step()
                optimizer.zero_grad()
