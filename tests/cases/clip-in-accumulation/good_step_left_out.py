# Must be silent: every batch has a step, unless its norm is no number; then its gradients are cleared.
import torch
from torch import nn


def train(model, loader, optimizer):
    criterion = nn.MSELoss()
    for inputs, targets in loader:
        loss = criterion(model(inputs), targets)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        if torch.isfinite(norm):
            optimizer.step()
        optimizer.zero_grad()
