# Must be silent: the closure clears before it computes, every time step() calls it.
import torch
from torch import nn


def calibrate(logits, labels):
    temperature = nn.Parameter(torch.ones(1) * 1.5)
    optimizer = torch.optim.LBFGS([temperature], lr=0.01, max_iter=50)
    criterion = nn.CrossEntropyLoss()

    def evaluate():
        optimizer.zero_grad()
        loss = criterion(logits / temperature, labels)
        loss.backward()
        return loss

    for _ in range(10):
        optimizer.step(evaluate)
    return temperature.item()
