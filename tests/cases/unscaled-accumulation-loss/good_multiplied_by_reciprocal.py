# Multiplying the loss by the reciprocal of the window is the same as dividing it: silent.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer, accumulation):
    weight = 1 / accumulation
    model.train()
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader, start=1):
        loss = F.mse_loss(model(x), y) * weight
        loss.backward()
        if i % accumulation == 0:
            torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5)
            optimizer.step()
            optimizer.zero_grad()


def train_epoch_inline(model, loader, optimizer, accumulation):
    model.train()
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader, start=1):
        loss = F.mse_loss(model(x), y)
        (loss * (1.0 / accumulation)).backward()
        if i % accumulation == 0:
            optimizer.step()
            optimizer.zero_grad()
