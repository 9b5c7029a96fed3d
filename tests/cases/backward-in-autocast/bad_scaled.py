# A scaled loss goes backward inside of the region; only the step stands outside.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, scaler):
    for x, y in loader:
        with torch.amp.autocast("cuda"):
            output = model(x)
            loss = criterion(output, y)

            # The gradients are cleared as late as possible.
            optimizer.zero_grad()
            scaler.scale(loss).backward()  # error: backward-in-autocast
        scaler.step(optimizer)
        scaler.update()
