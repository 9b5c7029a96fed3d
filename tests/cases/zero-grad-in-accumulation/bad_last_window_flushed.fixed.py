# Every micro-batch clears, and the last, short window has a step of its own behind the loop.
import torch
from torch import nn

STEPS = 4
model = nn.Linear(8, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(loader, epochs):
    for _ in range(epochs):
        for i, (x, y) in enumerate(loader):
            loss = nn.functional.cross_entropy(model(x), y) / STEPS
            loss.backward()
            if (i + 1) % STEPS == 0:
                optimizer.step()
                optimizer.zero_grad()  # error: zero-grad-in-accumulation
        if (i + 1) % STEPS != 0:
            optimizer.step()
            optimizer.zero_grad()
