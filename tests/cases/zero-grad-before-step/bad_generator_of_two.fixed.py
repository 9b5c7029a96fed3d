# The discriminator's order is right; the generator's gradients are gone before its step.
import torch
from torch import nn


def train(generator, discriminator, loader, noise):
    opt_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
    opt_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
    bce = nn.BCEWithLogitsLoss()
    for real in loader:
        fake = generator(noise(real.shape[0]))
        opt_d.zero_grad()
        scores = discriminator(torch.cat([real, fake.detach()]))
        bce(scores[: len(real)], torch.ones(len(real), 1)).backward()
        opt_d.step()

        judged = discriminator(fake)
        loss = bce(judged, torch.ones_like(judged))
        opt_g.zero_grad()  # error: zero-grad-before-step
        loss.backward()
        opt_g.step()
