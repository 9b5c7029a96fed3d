# Must be silent: torch.autocast is the same region, and is not deprecated on any device.
import torch
from torch import nn


def evaluate(model, loader, device):
    model.eval()
    correct = 0
    for x, y in loader:
        with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16):
            correct += (model(x.to(device)).argmax(1) == y.to(device)).sum().item()
    return correct
