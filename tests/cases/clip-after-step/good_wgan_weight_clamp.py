# Must be silent: WGAN clamps the critic's weights after the step, which is the algorithm and no gradient clipping.
import torch
from torch import nn

critic = nn.Sequential(nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(512, 1))
generator = nn.Sequential(nn.Linear(100, 512), nn.ReLU(), nn.Linear(512, 784), nn.Tanh())
critic_opt = torch.optim.RMSprop(critic.parameters(), lr=5e-5)
generator_opt = torch.optim.RMSprop(generator.parameters(), lr=5e-5)


def train(loader, n_critic=5, c=0.01):
    for i, (real, _) in enumerate(loader):
        real = real.flatten(1)
        noise = torch.randn(real.size(0), 100)

        critic_opt.zero_grad()
        critic_loss = critic(generator(noise).detach()).mean() - critic(real).mean()
        critic_loss.backward()
        critic_opt.step()
        for p in critic.parameters():
            p.data.clamp_(-c, c)

        if i % n_critic == 0:
            generator_opt.zero_grad()
            generator_loss = -critic(generator(noise)).mean()
            generator_loss.backward()
            generator_opt.step()
