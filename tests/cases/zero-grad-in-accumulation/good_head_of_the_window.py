# Must be silent: the clear at the head of each window has a guard of its own, which holds when the step's has held.
import torch
from torch import nn


def train(model, loader, optimizer, criterion, accumulation):
    model.train()
    for i, (inputs, labels) in enumerate(loader):
        if i % accumulation == 0:
            optimizer.zero_grad()
        loss = criterion(model(inputs), labels) / accumulation
        loss.backward()
        if (i + 1) % accumulation == 0:
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()


model = nn.Linear(10, 2)
train(model, [], torch.optim.SGD(model.parameters(), lr=0.1), nn.CrossEntropyLoss(), 4)
