# Must be silent: a class with two optimizers, where the generator's backward stands between the discriminator's step and the clip.
import torch
import torch.nn.functional as F
from torch import nn


class Translator:
    def __init__(self, generator, discriminator, lr=2e-4):
        self.generator = generator
        self.discriminator = discriminator
        self.g_optim = torch.optim.Adam(self.generator.parameters(), lr=lr, betas=(0.5, 0.999))
        self.d_optim = torch.optim.Adam(self.discriminator.parameters(), lr=lr, betas=(0.5, 0.999))

    def step_discriminator(self, real, fake):
        self.d_optim.zero_grad()
        loss = F.relu(1 - self.discriminator(real)).mean() + F.relu(1 + self.discriminator(fake.detach())).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(self.discriminator.parameters(), 5.0)
        self.d_optim.step()
        return loss.item()

    def step_generator(self, fake, target):
        self.g_optim.zero_grad()
        loss = -self.discriminator(fake).mean() + 10.0 * F.l1_loss(fake, target)
        loss.backward()
        nn.utils.clip_grad_norm_(self.generator.parameters(), 5.0)
        self.g_optim.step()
        return loss.item()

    def fit(self, loader, epochs):
        for _ in range(epochs):
            for source, target in loader:
                fake = self.generator(source)
                self.step_discriminator(target, fake)
                self.step_generator(fake, target)
