# Both branches, with and without a scaler, step before the shared clip: each gets its own.
import torch
from torch.amp import GradScaler, autocast


def train(model, loader, criterion, lr, amp):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scaler = GradScaler('cuda') if amp else None
    for images, masks in loader:
        optimizer.zero_grad()
        with autocast('cuda', enabled=scaler is not None):
            loss = criterion(model(images), masks)
        if scaler is not None:
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
        else:
            loss.backward()
            optimizer.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 12.0)  # error: clip-after-step
