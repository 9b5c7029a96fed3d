# Gradients are accumulated over four batches; under the guard there is a step and a clear, and no update.
import torch
from torch import nn


def train(model, loader, optimizer, scaler, accumulation=4):
    model.train()
    optimizer.zero_grad()
    for index, (x, y) in enumerate(loader):
        with torch.autocast("cuda"):
            loss = nn.functional.cross_entropy(model(x), y) / accumulation
        scaler.scale(loss).backward()
        if (index + 1) % accumulation == 0:
            scaler.step(optimizer)  # error: missing-scaler-update
            optimizer.zero_grad()
