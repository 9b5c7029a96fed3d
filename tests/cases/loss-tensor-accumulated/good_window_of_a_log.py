# The sum is set back after each line of the log, and holds a few graphs at most.
import torch
from torch import nn


def train(model, loader, every=10):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    window = 0.0
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        window += loss
        if step % every == every - 1:
            print(window / every)
            window = 0.0
