# WGAN: the generator trains on every `n_critic`-th batch only, with backward and step under the same guard; the critic steps at every batch.
import torch
from torch import nn

latent, n_critic = 64, 5
generator = nn.Sequential(nn.Linear(latent, 128), nn.ReLU(), nn.Linear(128, 784), nn.Tanh())
critic = nn.Sequential(nn.Linear(784, 128), nn.LeakyReLU(0.2), nn.Linear(128, 1))
optimizer_g = torch.optim.RMSprop(generator.parameters(), lr=5e-5)
optimizer_c = torch.optim.RMSprop(critic.parameters(), lr=5e-5)


def train(loader, epochs):
    generator.train()
    critic.train()
    for _ in range(epochs):
        for i, (real, _) in enumerate(loader):
            real = real.flatten(1)
            noise = torch.randn(real.size(0), latent)

            optimizer_c.zero_grad()
            fake = generator(noise).detach()
            loss_c = critic(fake).mean() - critic(real).mean()
            loss_c.backward()
            optimizer_c.step()
            for p in critic.parameters():
                p.data.clamp_(-0.01, 0.01)

            if (i + 1) % n_critic == 0:
                optimizer_g.zero_grad()
                loss_g = -critic(generator(noise)).mean()
                loss_g.backward()
                optimizer_g.step()
