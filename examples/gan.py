"""A generative adversarial network that learns a ring of eight two-dimensional Gaussians.

Discriminator and generator take turns, each with its own optimizer. Two mistakes are planted; each is marked by a
comment that names its rule.
"""

import argparse
import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

NOISE = 16


class Generator(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(NOISE, width),
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, 2),
        )

    def forward(self, noise):
        return self.net(noise)


class Discriminator(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(2, width),
            nn.LeakyReLU(0.2),
            nn.Linear(width, width),
            nn.LeakyReLU(0.2),
            nn.Linear(width, 1),
        )

    def forward(self, points):
        return self.net(points)


def make_ring(count):
    angles = torch.randint(0, 8, (count,)) * (2 * math.pi / 8)
    centres = torch.stack([angles.cos(), angles.sin()], dim=1)
    return centres + 0.05 * torch.randn(count, 2)


def main():
    parser = argparse.ArgumentParser(description="A GAN on a ring of Gaussians")
    parser.add_argument("--epochs", type=int, default=5)
    args = parser.parse_args()

    torch.manual_seed(0)
    loader = DataLoader(TensorDataset(make_ring(4096)), batch_size=128, shuffle=True, drop_last=True)
    generator, discriminator = Generator(), Discriminator()
    criterion = nn.BCEWithLogitsLoss()
    optimizer_g = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    optimizer_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))

    for epoch in range(args.epochs):
        generator.train()
        for (real,) in loader:
            ones = torch.ones(len(real), 1)
            zeros = torch.zeros(len(real), 1)
            fake = generator(torch.randn(len(real), NOISE))

            # The discriminator's turn.
            loss_d = criterion(discriminator(real), ones) + criterion(discriminator(fake.detach()), zeros)
            loss_d.backward()  # planted: missing-zero-grad
            optimizer_d.step()

            # The generator's turn.
            optimizer_g.zero_grad()
            loss_g = criterion(discriminator(fake), ones)
            loss_g.backward()
            optimizer_g.step()
            nn.utils.clip_grad_norm_(generator.parameters(), 1.0)  # planted: clip-after-step

        print(f"epoch {epoch}: discriminator {loss_d.item():.4f}, generator {loss_g.item():.4f}")

    generator.eval()
    with torch.no_grad():
        radius = generator(torch.randn(512, NOISE)).norm(dim=1).mean()
    print(f"mean radius of the samples: {radius.item():.3f} (the ring's is 1)")


if __name__ == "__main__":
    main()
