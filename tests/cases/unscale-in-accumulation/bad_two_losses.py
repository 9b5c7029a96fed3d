# A second loss goes backward onto gradients that were unscaled to log the norm of the first.
import torch
from torch import nn


def train(model, loader, optimizer, scaler, log, weight=0.1):
    for x, y, rotated in loader:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda"):
            loss = nn.functional.cross_entropy(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)  # error: unscale-in-accumulation
        log(nn.utils.get_total_norm([p.grad for p in model.parameters()]))

        with torch.autocast("cuda"):
            consistency = weight * nn.functional.mse_loss(model(rotated), model(x).detach())
        scaler.scale(consistency).backward()
        scaler.step(optimizer)
        scaler.update()
