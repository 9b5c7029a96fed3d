# A warm-up pass runs backward several times and then clears everything before the real loop: nothing of it is ever stepped.
import torch
from torch import nn


def largest_batch_fits(model, batch, criterion, optimizer, rounds=3):
    for _ in range(rounds):
        x, y = batch()
        criterion(model(x), y).backward()
    optimizer.zero_grad(set_to_none=True)
    torch.cuda.synchronize()


def train(model, batch, optimizer, steps):
    criterion = nn.CrossEntropyLoss()
    model.train()
    largest_batch_fits(model, batch, criterion, optimizer)
    for _ in range(steps):
        x, y = batch()
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
