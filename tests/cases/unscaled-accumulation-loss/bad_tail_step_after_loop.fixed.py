# The incomplete last window is stepped after the loop, which is right; the losses of every window are undivided, which is not.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, channels, accumulation_steps):
    unet = nn.Sequential(
        nn.Conv2d(channels, 32, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(32, channels, 3, padding=1),
    )
    optimizer = torch.optim.Adam(unet.parameters(), lr=1e-4)

    unet.train()
    for epoch in range(100):
        optimizer.zero_grad()
        for i, clean in enumerate(loader):
            noise = torch.randn_like(clean)
            predicted = unet(clean + noise)
            loss = F.mse_loss(predicted, noise)
            (loss / accumulation_steps).backward()  # error: unscaled-accumulation-loss
            if (i + 1) % accumulation_steps == 0:
                optimizer.step()
                optimizer.zero_grad()
        if len(loader) % accumulation_steps != 0:
            optimizer.step()
            optimizer.zero_grad()
    return unet
