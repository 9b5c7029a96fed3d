# Must be silent: the scaler is switched on for float16 alone.
import torch
from torch import nn


def train(model, loader, optimizer, dtype):
    precision = torch.bfloat16 if dtype == "bfloat16" else torch.float16
    scaler = torch.amp.GradScaler("cuda", enabled=(dtype == "float16"))
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=precision):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
