# Each player clears, goes backward and steps.
import torch
from torch import nn


def train(generator, critic, loader, noise):
    opt_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
    opt_c = torch.optim.Adam(critic.parameters(), lr=2e-4)
    for real in loader:
        opt_c.zero_grad()
        fake = generator(noise(len(real)))
        (critic(fake.detach()).mean() - critic(real).mean()).backward()
        opt_c.step()
        opt_g.zero_grad()
        (-critic(fake).mean()).backward()
        opt_g.step()
    nn.utils.parameters_to_vector(generator.parameters())
