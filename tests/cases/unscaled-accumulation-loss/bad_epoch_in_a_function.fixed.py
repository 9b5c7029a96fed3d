# Gradients are cleared where a window begins and used where it ends, in a function that is called for each epoch.
import torch
import torch.nn.functional as F
from torch import nn

ACCUM = 2


def train_epoch(model, loader, optimizer):
    model.train()
    for i, (x, y) in enumerate(loader):
        if i % ACCUM == 0:
            optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        (loss / ACCUM).backward()  # error: unscaled-accumulation-loss
        if (i + 1) % ACCUM == 0:
            optimizer.step()


def main(loader):
    model = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 3))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        train_epoch(model, loader, optimizer)
