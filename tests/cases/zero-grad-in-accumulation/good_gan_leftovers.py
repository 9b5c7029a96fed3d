# Must be silent: the discriminator's clear removes what the generator's loss has left in it.
import torch
from torch import nn

generator = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 32))
discriminator = nn.Sequential(nn.Linear(32, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
opt_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
opt_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4)
bce = nn.BCEWithLogitsLoss()
dataset = torch.utils.data.TensorDataset(torch.randn(512, 32))

for i, (real,) in enumerate(torch.utils.data.DataLoader(dataset, batch_size=32, shuffle=True)):
    noise = torch.randn(real.size(0), 16)
    opt_g.zero_grad()
    loss_g = bce(discriminator(generator(noise)), torch.ones(real.size(0), 1))
    loss_g.backward()
    opt_g.step()

    opt_d.zero_grad()
    fake = discriminator(generator(noise).detach())
    loss_d = bce(discriminator(real), torch.ones_like(fake)) + bce(fake, torch.zeros_like(fake))
    loss_d.backward()
    if i % 2 == 0:
        opt_d.step()
