# Must be silent: the threshold is multiplied by the scale on purpose, which limits the scaled gradients to the same true norm.
import torch
from torch.amp import GradScaler, autocast

MAX_NORM = 1.0


def train(model, loader, optimizer, criterion):
    scaler = GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        with autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_NORM * scaler.get_scale())
        scaler.step(optimizer)
        scaler.update()
