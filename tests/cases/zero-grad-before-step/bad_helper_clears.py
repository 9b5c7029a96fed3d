# A helper clears in the middle of the step: the lines are in different functions, and nothing is moved.
import torch
from torch import nn


def prepare(optimizer, rate):
    optimizer.zero_grad()  # error: zero-grad-before-step
    for group in optimizer.param_groups:
        group["lr"] = rate


def train(model, batches, rates):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for (x, y), rate in zip(batches, rates):
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        prepare(optimizer, rate)
        optimizer.step()
