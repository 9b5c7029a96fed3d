# One function with model, optimizer and scaler as parameters: the clip meets gradients that are still multiplied by the loss scale.
import torch
from torch.amp import autocast


def train_one_epoch(model, criterion, optimizer, scaler, loader, device, max_norm=1.0):
    model.train()
    for images, targets in loader:
        images = images.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        optimizer.zero_grad()
        with autocast("cuda"):
            loss = criterion(model(images), targets)
        scaler.scale(loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)  # error: clip-without-unscale
        scaler.step(optimizer)
        scaler.update()
