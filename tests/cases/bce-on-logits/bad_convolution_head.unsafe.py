# A fully convolutional critic: each patch gets a score, and no sigmoid on the way to the loss.
import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 32, 4, 2, 1), nn.LeakyReLU(0.2))
        self.score = nn.Sequential(nn.Conv2d(32, 64, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(64, 1, 4))

    def forward(self, image):
        features = self.features(image)
        scores = self.score(features)
        return scores


class Game:
    def __init__(self, rate):
        self.critic = Critic()
        self.loss = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.Adam(self.critic.parameters(), lr=rate, betas=(0.5, 0.999))

    def judge(self, real, fake):
        self.optimizer.zero_grad()
        on_real = self.critic(real)
        on_fake = self.critic(fake.detach())
        loss = self.loss(on_real, torch.ones_like(on_real))  # error: bce-on-logits
        loss = loss + self.loss(on_fake, torch.zeros_like(on_fake))  # error: bce-on-logits
        loss.backward()
        self.optimizer.step()
        return loss.item()
