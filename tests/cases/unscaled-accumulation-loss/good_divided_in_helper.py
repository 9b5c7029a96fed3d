# A helper of the same file returns the loss already divided by the window: dividing again at backward would be the bug.
import torch
import torch.nn.functional as F
from torch import nn


def micro_loss(model, batch, accum):
    inputs, targets = batch
    loss = F.cross_entropy(model(inputs), targets)
    return loss / accum


def train(loader, accum=8):
    model = nn.Sequential(nn.Linear(40, 40), nn.ReLU(), nn.Linear(40, 7))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    optimizer.zero_grad()
    for step, batch in enumerate(loader):
        loss = micro_loss(model, batch, accum)
        loss.backward()
        if (step + 1) % accum == 0:
            optimizer.step()
            optimizer.zero_grad()
    return model
