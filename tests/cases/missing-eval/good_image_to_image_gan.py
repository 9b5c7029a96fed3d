# Image-to-image translation in the manner of pix2pix: the generator is tested in train mode by design, dropout being its noise.
import torch
from torch import nn
from torchvision.utils import save_image


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.LeakyReLU(0.2))
        self.up = nn.Sequential(nn.ConvTranspose2d(64, 3, 4, 2, 1), nn.Dropout(0.5), nn.Tanh())

    def forward(self, x):
        return self.up(self.down(x))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(6, 64, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(64, 1, 4, 1, 1))

    def forward(self, a, b):
        return self.net(torch.cat([a, b], dim=1))


def train(train_loader, test_loader, epochs=200):
    netG, netD = Generator(), Discriminator()
    optG = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
    optD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))
    adversarial, l1 = nn.BCEWithLogitsLoss(), nn.L1Loss()
    for epoch in range(epochs):
        for a, b in train_loader:
            fake = netG(a)
            optD.zero_grad()
            real_score, fake_score = netD(a, b), netD(a, fake.detach())
            loss_d = adversarial(real_score, torch.ones_like(real_score))
            loss_d = loss_d + adversarial(fake_score, torch.zeros_like(fake_score))
            loss_d.backward()
            optD.step()
            optG.zero_grad()
            score = netD(a, fake)
            loss_g = adversarial(score, torch.ones_like(score)) + 100 * l1(fake, b)
            loss_g.backward()
            optG.step()
        with torch.no_grad():
            for i, (a, b) in enumerate(test_loader):
                save_image(torch.cat([a, netG(a), b]), f"results/{epoch:03d}_{i:03d}.png")
