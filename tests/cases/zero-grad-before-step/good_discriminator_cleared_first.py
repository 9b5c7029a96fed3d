# What the generator's loss leaves in the discriminator is cleared, and then come its own gradients.
import torch
from torch import nn


def train(generator, discriminator, loader, noise):
    opt_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
    opt_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
    bce = nn.BCEWithLogitsLoss()
    for real in loader:
        fake = generator(noise(real.shape[0]))
        opt_g.zero_grad()
        judged = discriminator(fake)
        bce(judged, torch.ones_like(judged)).backward()
        opt_g.step()
        opt_d.zero_grad()
        scores = discriminator(real)
        wrong = discriminator(fake.detach())
        bce(scores, torch.ones_like(scores)).backward()
        bce(wrong, torch.zeros_like(wrong)).backward()
        opt_d.step()
