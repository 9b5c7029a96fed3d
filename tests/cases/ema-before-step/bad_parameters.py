# The average is given the parameters, once the gradients are clipped and before they are used.
from torch import nn


def train(unet, ema, loader, optimizer, scheduler):
    for noisy, noise in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(unet(noisy), noise)
        loss.backward()
        nn.utils.clip_grad_norm_(unet.parameters(), 1.0)
        ema.step(unet.parameters())  # error: ema-before-step
        optimizer.step()
        scheduler.step()
