# On the CPU autocast computes in bfloat16 unless it is told otherwise.
import torch
from torch import nn


def train(model, loader, epochs):
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**14, enabled=False)  # error: scaler-with-bfloat16
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            with torch.autocast("cpu"):
                loss = nn.functional.cross_entropy(model(x), y)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
