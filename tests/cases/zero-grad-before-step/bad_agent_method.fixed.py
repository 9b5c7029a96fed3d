# An agent's learning step clears what it has just computed; nobody in this file calls it.
import torch
from torch import nn


class Agent:
    def __init__(self, states, actions):
        self.net = nn.Sequential(nn.Linear(states, 64), nn.Tanh(), nn.Linear(64, actions))
        self.target = nn.Sequential(nn.Linear(states, 64), nn.Tanh(), nn.Linear(64, actions))
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=1e-4)

    def learn(self, state, action, reward, following):
        with torch.no_grad():
            best = self.target(following).max(dim=1).values
        value = self.net(state).gather(1, action).squeeze(1)
        loss = nn.functional.smooth_l1_loss(value, reward + 0.99 * best)
        self.optimizer.zero_grad()  # error: zero-grad-before-step
        loss.backward()
        self.optimizer.step()
        return loss.item()
