# Two generators under one optimizer and two imported discriminators, of which the first is never cleared.
import itertools

import torch
from torch import nn

from models import Discriminator, GeneratorResNet

lambda_cyc, lambda_id = 10.0, 5.0
G_AB = GeneratorResNet(channels=3, residual_blocks=9)
G_BA = GeneratorResNet(channels=3, residual_blocks=9)
D_A = Discriminator(channels=3)
D_B = Discriminator(channels=3)

criterion_GAN = nn.MSELoss()
criterion_cycle = nn.L1Loss()
criterion_identity = nn.L1Loss()

optimizer_G = torch.optim.Adam(itertools.chain(G_AB.parameters(), G_BA.parameters()), lr=2e-4, betas=(0.5, 0.999))
optimizer_D_A = torch.optim.Adam(D_A.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizer_D_B = torch.optim.Adam(D_B.parameters(), lr=2e-4, betas=(0.5, 0.999))


def train(loader, epochs):
    for epoch in range(epochs):
        for batch in loader:
            real_A, real_B = batch["A"], batch["B"]
            valid = torch.ones(real_A.size(0), 1, 16, 16)
            fake = torch.zeros(real_A.size(0), 1, 16, 16)

            optimizer_G.zero_grad()
            loss_id = criterion_identity(G_BA(real_A), real_A) + criterion_identity(G_AB(real_B), real_B)
            fake_B = G_AB(real_A)
            fake_A = G_BA(real_B)
            loss_GAN = criterion_GAN(D_B(fake_B), valid) + criterion_GAN(D_A(fake_A), valid)
            loss_cycle = criterion_cycle(G_BA(fake_B), real_A) + criterion_cycle(G_AB(fake_A), real_B)
            loss_G = loss_GAN + lambda_cyc * loss_cycle + lambda_id * loss_id
            loss_G.backward()
            optimizer_G.step()

            loss_D_A = (criterion_GAN(D_A(real_A), valid) + criterion_GAN(D_A(fake_A.detach()), fake)) / 2
            loss_D_A.backward()  # error: missing-zero-grad
            optimizer_D_A.step()

            optimizer_D_B.zero_grad()
            loss_D_B = (criterion_GAN(D_B(real_B), valid) + criterion_GAN(D_B(fake_B.detach()), fake)) / 2
            loss_D_B.backward()
            optimizer_D_B.step()
        print(epoch, loss_G.item(), loss_D_A.item() + loss_D_B.item())
