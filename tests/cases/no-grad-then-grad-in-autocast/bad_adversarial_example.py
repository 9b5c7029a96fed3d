# The direction of a perturbation is found without gradients, in the region of the pass that trains.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, scaler, epsilon):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            with torch.no_grad():
                guess = model(x).argmax(1)
            loss = criterion(model(x + epsilon * torch.randn_like(x)), guess)  # error: no-grad-then-grad-in-autocast
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
