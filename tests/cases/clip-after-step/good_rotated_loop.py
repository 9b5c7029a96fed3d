# Must be silent: the loop is rotated, the clip at the end belongs to the backward above it and to the step of the next pass.
import torch
from torch import nn


def refine(model, sample, target, steps=200, max_norm=0.1):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.MSELoss()
    loss = criterion(model(sample), target)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    for _ in range(steps):
        optimizer.step()
        optimizer.zero_grad()
        loss = criterion(model(sample), target)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    return loss.item()
