# A helper of the same file steps and updates the scaler, the loop clips before calling it, which gets both.
import torch
from torch.amp import GradScaler, autocast


def optimizer_step(scaler, optimizer):
    scaler.step(optimizer)
    scaler.update()
    optimizer.zero_grad(set_to_none=True)


def train(model, loader, lr):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    scaler = GradScaler("cuda")
    criterion = torch.nn.CrossEntropyLoss()
    for volume, label in loader:
        with autocast("cuda"):
            loss = criterion(model(volume), label)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 12.0)  # error: clip-without-unscale
        optimizer_step(scaler, optimizer)
