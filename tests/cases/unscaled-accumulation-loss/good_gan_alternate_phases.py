# Discriminator and generator alternate by batch parity: each phase clears, runs backward and steps its own optimizer in the same iteration.
import torch
from torch import nn

adversarial = nn.BCEWithLogitsLoss()


def train(generator, discriminator, loader, device, latent=100):
    optimizer_g = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    optimizer_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    generator.train()
    discriminator.train()
    for i, (real, _) in enumerate(loader):
        real = real.to(device)
        ones = torch.ones(real.size(0), 1, device=device)
        fake = generator(torch.randn(real.size(0), latent, device=device))
        if i % 2 == 0:
            optimizer_d.zero_grad()
            loss_real = adversarial(discriminator(real), ones)
            loss_real.backward()
            loss_fake = adversarial(discriminator(fake.detach()), torch.zeros_like(ones))
            loss_fake.backward()
            optimizer_d.step()
        else:
            optimizer_g.zero_grad()
            loss_g = adversarial(discriminator(fake), ones)
            loss_g.backward()
            optimizer_g.step()
