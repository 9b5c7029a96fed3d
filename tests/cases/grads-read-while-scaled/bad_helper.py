# A helper returns the norm, and is asked for it one line too early.
import torch
from torch import nn


def grad_norm(model):
    norms = [torch.norm(p.grad) for p in model.parameters() if p.grad is not None]  # error: grads-read-while-scaled
    return torch.norm(torch.stack(norms))


def train(model, loader, criterion, optimizer, scaler):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        norm = grad_norm(model)
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        print(f"{loss.item():.4f} {norm:.4f}")
