# Micro-batches are added up; the loss that a helper of another file returns is a mean over one of them.
import torch
from torch import nn

from losses import micro_loss

ACCUMULATION_STEPS = 4


def train(loader):
    model = nn.Linear(16, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = micro_loss(model, x, y, ACCUMULATION_STEPS)
        (loss / ACCUMULATION_STEPS).backward()  # error: unscaled-accumulation-loss
        if (i + 1) % ACCUMULATION_STEPS == 0:
            optimizer.step()
            optimizer.zero_grad()
