# scale() returns a new tensor, which is dropped; the loss itself is as it was.
import torch
from torch import nn


def train_epoch(model, loader, optimizer, scaler, device):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        with torch.amp.autocast(device.type):
            loss = nn.functional.cross_entropy(model(x.to(device)), y.to(device))

        scaler.scale(loss).backward()  # error: backward-without-scale
        scaler.step(optimizer)
        scaler.update()
