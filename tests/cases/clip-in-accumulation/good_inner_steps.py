# Must be silent: several passes are made over one batch, and each of them clips and steps for itself.
import torch
from torch import nn


def update(model, optimizer, batches, passes=4):
    criterion = nn.SmoothL1Loss()
    for inputs, targets in batches:
        for _ in range(passes):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.5)
            optimizer.step()
