# Must be silent: an infinite threshold limits nothing, and the measured norm is divided by the scale before it is logged.
import torch
from torch.amp import GradScaler, autocast


def train(model, loader, criterion, optimizer, log):
    scaler = GradScaler("cuda")
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        with autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf")) / scaler.get_scale()
        log(step, loss.item(), norm.item())
        scaler.step(optimizer)
        scaler.update()
