# The generator has stepped; what its average follows is the discriminator's backward, which reaches it too.
import torch
from torch import nn


def train(generator, discriminator, g_ema, loader, noise):
    opt_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
    opt_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
    for real in loader:
        opt_g.zero_grad()
        (-discriminator(generator(noise(len(real)))).mean()).backward()
        opt_g.step()
        opt_d.zero_grad()
        loss = discriminator(generator(noise(len(real)))).mean() - discriminator(real).mean()
        loss.backward()
        g_ema.update(generator)
        opt_d.step()
