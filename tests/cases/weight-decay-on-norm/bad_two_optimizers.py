# A GAN in which the generator has no norm and the discriminator has affine InstanceNorm: only the second optimizer is at fault.
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.ConvTranspose2d(64, 32, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(32, 3, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.net(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 32, 4, 2, 1)
        self.norm = nn.InstanceNorm2d(32, affine=True)
        self.out = nn.Conv2d(32, 1, 4)

    def forward(self, x):
        return self.out(torch.relu(self.norm(self.conv(x)))).mean(dim=(1, 2, 3))


def train(loader, epochs):
    netG, netD = Generator(), Discriminator()
    criterion = nn.BCEWithLogitsLoss()
    optG = torch.optim.AdamW(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
    optD = torch.optim.AdamW(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))  # error: weight-decay-on-norm
    for _ in range(epochs):
        for real in loader:
            fake = netG(torch.randn(len(real), 64, 4, 4))
            ones, zeros = torch.ones(len(real)), torch.zeros(len(real))
            optD.zero_grad()
            lossD = criterion(netD(real), ones) + criterion(netD(fake.detach()), zeros)
            lossD.backward()
            optD.step()
            optG.zero_grad()
            lossG = criterion(netD(fake), ones)
            lossG.backward()
            optG.step()
    return netG
