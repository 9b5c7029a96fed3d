# Between the steps somebody gets the model who cannot be seen, and may go backward.
import torch
from torch import nn

from project.regularisers import spectral_gradients


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
        spectral_gradients(model)
        optimizer.step()
