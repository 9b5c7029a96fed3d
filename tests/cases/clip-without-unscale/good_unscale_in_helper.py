# Must be silent: unscale_ stands in a helper of the same file that is called before the clip.
import torch
from torch.amp import GradScaler, autocast


def prepare_gradients(scaler, optimizers):
    for optimizer in optimizers:
        scaler.unscale_(optimizer)


def true_gradients(scaler, optimizer):
    scaler.unscale_(optimizer)


def train(model, loader, criterion, max_norm):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    scaler = GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        with autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        true_gradients(scaler, optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        scaler.step(optimizer)
        scaler.update()
