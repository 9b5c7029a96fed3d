# The discriminator is clipped while it holds what the generator's loss left in it, before its own backward.
import torch
from torch import nn


def train(generator, discriminator, loader, noise):
    opt_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
    opt_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
    bce = nn.BCEWithLogitsLoss()
    for real in loader:
        opt_g.zero_grad()
        opt_d.zero_grad()
        fake = generator(noise(real.shape[0]))
        judged = discriminator(fake)
        bce(judged, torch.ones_like(judged)).backward()
        opt_g.step()
        nn.utils.clip_grad_norm_(discriminator.parameters(), 1.0)
        scores = discriminator(real)
        bce(scores, torch.ones_like(scores)).backward()
        opt_d.step()
