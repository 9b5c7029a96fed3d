# Must be silent: whether gradients are finite does not depend on the scale, as long as they are.
import torch
from torch import nn


def train(model, loader, optimizer):
    scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        missing = [name for name, p in model.named_parameters() if p.grad is None]
        broken = any(not torch.isfinite(p.grad).all() for p in model.parameters() if p.grad is not None)
        if missing or broken:
            print("gradients are missing or overflow", missing)
        scaler.step(optimizer)
        scaler.update()
