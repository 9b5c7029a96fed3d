# It is switched on under a condition, and an environment variable is what it asks for.
import os

import torch
from torch import nn


def train(model, loader, epochs, debug=False):
    if debug or os.environ.get("FIND_NAN"):
        torch.autograd.set_detect_anomaly(True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
