# The largest batch goes through once, to see whether it fits: its gradients are wanted by nobody.
import torch
from torch import nn


def probe(model, optimizer, batch):
    x, y = batch
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.zero_grad()


def train(model, loader, largest):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    probe(model, optimizer, largest)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
