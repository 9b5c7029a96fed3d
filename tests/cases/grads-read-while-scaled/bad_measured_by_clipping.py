# Clipping with a threshold of infinity only measures, and what it measures is scaled.
import torch
from torch.nn.utils import clip_grad_norm_
from torch import nn


def train(model, loader, optimizer, meter):
    scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", dtype=torch.float16):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        meter.update(clip_grad_norm_(model.parameters(), float("inf")))  # error: grads-read-while-scaled
        scaler.step(optimizer)
        scaler.update()
