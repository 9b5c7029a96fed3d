# Each loss goes backward by itself.
import torch
from torch import nn


def train(generator, critic, loader):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(critic.parameters(), lr=2e-4)
    critic.train()
    for real in loader:
        noise = torch.randn(real.size(0), 64)
        optimizer.zero_grad()
        on_real = critic(real)
        real_loss = criterion(on_real, torch.ones_like(on_real))
        real_loss.backward()
        on_fake = critic(generator(noise).detach())
        fake_loss = criterion(on_fake, torch.zeros_like(on_fake))
        fake_loss.backward()
        optimizer.step()
