# Must be silent: a flag of the configuration and the scaler it makes are asked in turn; they belong together.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, config, scaler):
    for x, y in loader:
        optimizer.zero_grad()
        if config.amp:
            with torch.autocast("cuda"):
                loss = criterion(model(x), y)
            scaler.scale(loss).backward()
        else:
            loss = criterion(model(x), y)
            loss.backward()
        if config.precision == "fp16":
            scaler.step(optimizer)
            scaler.update()
        else:
            optimizer.step()
