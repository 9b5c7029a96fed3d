# Must be silent: the penalty is added in full precision on purpose, and is unscaled by nobody.
import torch
from torch import nn


def train(critic, loader, optimizer, scaler, weight):
    for real, fake in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = critic(fake).mean() - critic(real).mean()
        scaler.scale(loss).backward()
        penalty = weight * sum(p.square().sum() for p in critic.parameters())
        (penalty * scaler.get_scale()).backward()
        scaler.step(optimizer)
        scaler.update()
