# Step first, then the average.
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel


def train(model, loader):
    ema = AveragedModel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
        ema.update_parameters(model)
