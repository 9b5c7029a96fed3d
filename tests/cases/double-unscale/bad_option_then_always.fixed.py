# Unscaled under an option for clipping, where a line above has done it for every batch.
import torch
from torch import nn


def train_epoch(model, loader, criterion, optimizer, scaler, max_norm=None):
    model.train()
    for images, labels in loader:
        optimizer.zero_grad()
        with torch.amp.autocast("cuda"):
            loss = criterion(model(images.cuda()), labels.cuda())
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        if max_norm is not None:
            # The threshold is meant for gradients of their true size.
            nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        scaler.step(optimizer)
        scaler.update()
