# A GAN with two optimizers: the discriminator is clipped in time, the generator only after its step.
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import clip_grad_norm_

Z = 64
G = nn.Sequential(nn.Linear(Z, 256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())
D = nn.Sequential(nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.999))


def train(loader, epochs):
    for _ in range(epochs):
        for real, _ in loader:
            real = real.view(real.size(0), -1)
            noise = torch.randn(real.size(0), Z)

            opt_d.zero_grad()
            d_real = D(real)
            d_fake = D(G(noise).detach())
            loss_d = F.softplus(-d_real).mean() + F.softplus(d_fake).mean()
            loss_d.backward()
            clip_grad_norm_(D.parameters(), 1.0)
            opt_d.step()

            opt_g.zero_grad()
            loss_g = F.softplus(-D(G(noise))).mean()
            loss_g.backward()
            opt_g.step()
            clip_grad_norm_(G.parameters(), 1.0)  # error: clip-after-step
