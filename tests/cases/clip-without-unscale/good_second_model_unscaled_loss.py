# Must be silent: the generator trains scaled and unclipped, the clip belongs to the discriminator, which trains in full precision.
import torch
import torch.nn.functional as F
from torch import nn
from torch.amp import GradScaler, autocast

generator = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 784)).cuda()
discriminator = nn.Sequential(nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1)).cuda()
g_opt = torch.optim.Adam(generator.parameters(), lr=1e-4)
d_opt = torch.optim.Adam(discriminator.parameters(), lr=1e-4)
scaler = GradScaler("cuda")


def train(loader):
    for real in loader:
        real = real.cuda()
        z = torch.randn(real.size(0), 64, device="cuda")

        g_opt.zero_grad()
        with autocast("cuda"):
            g_loss = F.softplus(-discriminator(generator(z))).mean()
        scaler.scale(g_loss).backward()
        scaler.step(g_opt)
        scaler.update()

        d_opt.zero_grad()
        with torch.no_grad():
            fake = generator(z)
        d_loss = F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake)).mean()
        d_loss.backward()
        nn.utils.clip_grad_norm_(discriminator.parameters(), 1.0)
        d_opt.step()
