# The name is that of a function of this project, which looks for outliers in the data.
import torch
from torch import nn


def set_detect_anomaly(enabled):
    return {"outliers": enabled}


def train(model, loader):
    options = set_detect_anomaly(True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    return options
