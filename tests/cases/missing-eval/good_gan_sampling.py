# A GAN draws pictures from fixed noise after each epoch, under no_grad and in train mode, to watch its progress.
import torch
from torch import nn
from torchvision.utils import make_grid, save_image


class Generator(nn.Module):
    def __init__(self, noise=100):
        super().__init__()
        self.net = nn.Sequential(
            nn.ConvTranspose2d(noise, 64, 4), nn.BatchNorm2d(64), nn.ReLU(), nn.ConvTranspose2d(64, 1, 4, 2, 1), nn.Tanh()
        )

    def forward(self, z):
        return self.net(z)


def train(loader, discriminator, epochs=25):
    netG, netD = Generator(), discriminator
    criterion = nn.BCEWithLogitsLoss()
    optimizerG = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
    optimizerD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))
    fixed_noise = torch.randn(64, 100, 1, 1)
    for epoch in range(epochs):
        for real, _ in loader:
            noise = torch.randn(len(real), 100, 1, 1)
            fake = netG(noise)
            netD.zero_grad()
            errD = criterion(netD(real), torch.ones(len(real), 1))
            errD = errD + criterion(netD(fake.detach()), torch.zeros(len(real), 1))
            errD.backward()
            optimizerD.step()
            netG.zero_grad()
            errG = criterion(netD(fake), torch.ones(len(real), 1))
            errG.backward()
            optimizerG.step()
        with torch.no_grad():
            samples = netG(fixed_noise)
        save_image(make_grid(samples, normalize=True), f"samples_{epoch:03d}.png")
