# Two optimizers take turns; each is cleared by the helper that steps it.
import torch
from torch import nn

from losses import discriminator_loss, generator_loss
from steps import take_step


def train(loader):
    generator, discriminator = nn.Linear(8, 32), nn.Linear(32, 1)
    g_optimizer = torch.optim.Adam(generator.parameters(), lr=2e-4)
    d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
    for real in loader:
        fake = generator(torch.randn(len(real), 8))
        take_step(d_optimizer, discriminator_loss(discriminator, real, fake))
        take_step(g_optimizer, generator_loss(discriminator, fake))
