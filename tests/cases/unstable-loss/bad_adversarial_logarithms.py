# The original game of two networks, with the logarithms of what the critic's sigmoid returns.
import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 32), nn.ReLU())
        self.score = nn.Linear(32, 1)

    def forward(self, x):
        return torch.sigmoid(self.score(self.body(x)))


def play(generator, loader):
    critic = Critic()
    optimizer = torch.optim.Adam(critic.parameters(), lr=2e-4)
    critic.train()
    for real in loader:
        fake = generator(torch.randn(len(real), 16)).detach()
        optimizer.zero_grad()
        on_real, on_fake = critic(real), critic(fake)
        loss = -(on_real.log().mean() + (1 - on_fake).log().mean())  # error: unstable-loss
        loss.backward()
        optimizer.step()
