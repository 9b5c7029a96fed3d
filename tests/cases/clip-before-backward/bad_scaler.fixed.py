# With a gradient scaler the clip comes before the scaled loss goes backward.
import torch
from torch import nn
from torch.amp import GradScaler, autocast


def train(model, loader, epochs):
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
    criterion = nn.MSELoss()
    scaler = GradScaler("cuda")
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad(set_to_none=True)
            with autocast("cuda"):
                loss = criterion(model(x), y)
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), 0.5)  # error: clip-before-backward
            scaler.step(optimizer)
            scaler.update()
