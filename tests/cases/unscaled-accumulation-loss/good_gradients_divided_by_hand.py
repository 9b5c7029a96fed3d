# The mean losses are summed and every gradient is divided by the window just before the step: the same result by another road.
import torch
from torch import nn


def average_gradients(parameters, count):
    for p in parameters:
        if p.grad is not None:
            p.grad.div_(count)


def train(model, loader, optimizer, accum_steps):
    criterion = nn.MSELoss()
    model.train()
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y)
        loss.backward()
        if (i + 1) % accum_steps == 0:
            average_gradients(model.parameters(), accum_steps)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
