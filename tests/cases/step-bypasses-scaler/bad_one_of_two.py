# The generator's optimizer is stepped by the scaler, the one of the discriminator is not.
import torch
from torch import nn


class Gan:
    def __init__(self, generator, discriminator):
        self.generator = generator
        self.discriminator = discriminator
        self.optimizer_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
        self.optimizer_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
        self.scaler = torch.amp.GradScaler("cuda")
        self.criterion = nn.BCEWithLogitsLoss()

    def iteration(self, real, noise, ones, zeros):
        fake = self.generator(noise)
        self.optimizer_d.zero_grad()
        with torch.autocast("cuda"):
            wrong = self.criterion(self.discriminator(fake.detach()), zeros)
            loss_d = self.criterion(self.discriminator(real), ones) + wrong
        self.scaler.scale(loss_d).backward()
        self.optimizer_d.step()  # error: step-bypasses-scaler

        self.optimizer_g.zero_grad()
        with torch.autocast("cuda"):
            loss_g = self.criterion(self.discriminator(fake), ones)
        self.scaler.scale(loss_g).backward()
        self.scaler.step(self.optimizer_g)
        self.scaler.update()
