# The policy's forward returns probabilities for acting; cloning trains on `policy.logits(...)`, another method.
import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical


class Policy(nn.Module):
    def __init__(self, observations, actions):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(observations, 64), nn.Tanh(), nn.Linear(64, actions))

    def logits(self, x):
        return self.body(x)

    def forward(self, x):
        return F.softmax(self.logits(x), dim=-1)

    def act(self, x):
        return Categorical(self(x)).sample()


def clone(policy, demonstrations, learning_rate=1e-3):
    optimizer = torch.optim.Adam(policy.parameters(), lr=learning_rate)
    policy.train()
    for observation, action in demonstrations:
        optimizer.zero_grad()
        loss = F.cross_entropy(policy.logits(observation), action)
        loss.backward()
        optimizer.step()
