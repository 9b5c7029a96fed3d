# The model's own zero_grad stands between the scaled backward and the scaler's step.
import torch
from torch import nn
from torch.amp import GradScaler, autocast


def train(model, loader, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = GradScaler("cuda")
    for _ in range(epochs):
        for x, y in loader:
            with autocast("cuda"):
                loss = nn.functional.cross_entropy(model(x), y)
            model.zero_grad()  # error: zero-grad-before-step
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
