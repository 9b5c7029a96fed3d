# A GAN that clears the discriminator's gradients in every iteration and the generator's never.
import torch
from torch import nn

latent = 100
netG = nn.Sequential(nn.Linear(latent, 256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())
netD = nn.Sequential(nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))
optimizerG = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizerD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))
criterion = nn.BCEWithLogitsLoss()


def train(loader):
    for real, _ in loader:
        real = real.flatten(1)
        ones, zeros = torch.ones(real.size(0), 1), torch.zeros(real.size(0), 1)
        with torch.no_grad():
            fake = netG(torch.randn(real.size(0), latent))

        optimizerD.zero_grad()
        lossD = criterion(netD(real), ones) + criterion(netD(fake), zeros)
        lossD.backward()
        optimizerD.step()

        optimizerG.zero_grad()
        lossG = criterion(netD(netG(torch.randn(real.size(0), latent))), ones)
        lossG.backward()  # error: missing-zero-grad
        optimizerG.step()
