# A function that is named after what it does switches it on, for whoever calls it.
import torch
from torch import nn


def enable_debug_mode():
    torch.autograd.set_detect_anomaly(True)
    torch.set_printoptions(precision=8, sci_mode=False)


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
