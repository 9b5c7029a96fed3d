# Must be silent: two options unscale, and whoever sets both knows it; most set one of them.
import torch
from torch import nn


def train(model, loader, criterion, optimizer, scaler, config):
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        if config.log_norms and step % 100 == 0:
            scaler.unscale_(optimizer)
            print(nn.utils.get_total_norm([p.grad for p in model.parameters()]))
        if config.max_norm and not config.log_norms:
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), config.max_norm)
        scaler.step(optimizer)
        scaler.update()
