# In the second phase gradients are estimated and assigned by hand, and there is no backward to wait for.
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_


def train(model, loader, population):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    for estimated in population:
        optimizer.zero_grad()
        for p, g in zip(model.parameters(), estimated):
            p.grad = g
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
