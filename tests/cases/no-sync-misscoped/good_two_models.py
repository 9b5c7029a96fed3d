# The discriminator is kept from averaging while the generator learns: the other model's own affair.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(loader, rank):
    generator = DistributedDataParallel(nn.Linear(16, 64).to(rank), device_ids=[rank])
    critic = DistributedDataParallel(nn.Linear(64, 1).to(rank), device_ids=[rank])
    of_generator = torch.optim.Adam(generator.parameters(), lr=2e-4)
    of_critic = torch.optim.Adam(critic.parameters(), lr=2e-4)
    for real in loader:
        noise = torch.randn(len(real), 16, device=rank)
        of_critic.zero_grad()
        loss = critic(generator(noise).detach()).mean() - critic(real).mean()
        loss.backward()
        of_critic.step()
        fake = generator(noise)
        of_generator.zero_grad()
        with critic.no_sync():
            loss = -critic(fake).mean()
            loss.backward()
        of_generator.step()
