# Must be silent: full precision, with the lines for mixed precision kept as comments for later.
import torch
from torch import nn


def train(model, loader, optimizer):
    # scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        # scaler.scale(loss).backward()
        loss.backward()
        # scaler.step(optimizer)
        optimizer.step()
        # scaler.update()
