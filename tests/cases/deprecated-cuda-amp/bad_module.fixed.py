# The old module is imported under its last name.
import torch
from torch import nn
from torch import amp


def train(model, loader, optimizer):
    scaler = amp.GradScaler("cuda")  # error: deprecated-cuda-amp
    for x, y in loader:
        optimizer.zero_grad()
        with amp.autocast("cuda"):  # error: deprecated-cuda-amp
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
