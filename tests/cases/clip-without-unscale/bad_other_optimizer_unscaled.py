# Two optimizers share one scaler, and each is clipped, but only the generator's gradients were unscaled.
import torch
import torch.nn.functional as F
from torch import nn
from torch.amp import GradScaler, autocast

generator = nn.Sequential(nn.Linear(128, 512), nn.ReLU(), nn.Linear(512, 1024)).cuda()
discriminator = nn.Sequential(nn.Linear(1024, 512), nn.ReLU(), nn.Linear(512, 1)).cuda()
opt_g = torch.optim.Adam(generator.parameters(), lr=1e-4)
opt_d = torch.optim.Adam(discriminator.parameters(), lr=4e-4)
scaler = GradScaler("cuda")


def train(loader):
    for real in loader:
        real = real.cuda()
        z = torch.randn(real.size(0), 128, device="cuda")

        opt_d.zero_grad()
        with autocast("cuda"):
            fake = generator(z).detach()
            loss_d = F.relu(1 - discriminator(real)).mean() + F.relu(1 + discriminator(fake)).mean()
        scaler.scale(loss_d).backward()
        nn.utils.clip_grad_norm_(discriminator.parameters(), 1.0)  # error: clip-without-unscale
        scaler.step(opt_d)

        opt_g.zero_grad()
        with autocast("cuda"):
            loss_g = -discriminator(generator(z)).mean()
        scaler.scale(loss_g).backward()
        scaler.unscale_(opt_g)
        nn.utils.clip_grad_norm_(generator.parameters(), 1.0)
        scaler.step(opt_g)
        scaler.update()
