# Must be silent: a helper from elsewhere receives scaler and optimizer before the clip and may well unscale.
import torch
from torch.amp import GradScaler, autocast

from research.amp_tools import finish_backward


def train(model, loader, criterion, max_norm):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    scaler = GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        with autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        finish_backward(scaler, optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        scaler.step(optimizer)
        scaler.update()
