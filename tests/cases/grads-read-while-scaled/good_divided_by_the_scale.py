# Must be silent: the norm is divided by the scale that the gradients still have.
import torch
from torch import nn


def train(model, loader, optimizer):
    scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        norm = torch.norm(torch.stack([p.grad.norm() for p in model.parameters()]))
        print((norm / scaler.get_scale()).item())
        scaler.step(optimizer)
        scaler.update()
