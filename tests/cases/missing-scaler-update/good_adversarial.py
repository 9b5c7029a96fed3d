# Must be silent: discriminator and generator take turns, and one update ends the iteration.
import torch
from torch import nn

netG, netD = nn.Linear(16, 64).cuda(), nn.Linear(64, 1).cuda()
optimizerG = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizerD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))
scaler = torch.amp.GradScaler("cuda")
criterion = nn.BCEWithLogitsLoss()


def train(loader):
    for real in loader:
        ones, zeros = torch.ones(len(real), 1).cuda(), torch.zeros(len(real), 1).cuda()
        optimizerD.zero_grad()
        with torch.autocast("cuda"):
            fake = netG(torch.randn(len(real), 16).cuda())
            loss_d = criterion(netD(real), ones) + criterion(netD(fake.detach()), zeros)
        scaler.scale(loss_d).backward()
        scaler.step(optimizerD)

        optimizerG.zero_grad()
        with torch.autocast("cuda"):
            loss_g = criterion(netD(fake), ones)
        scaler.scale(loss_g).backward()
        scaler.step(optimizerG)
        scaler.update()
