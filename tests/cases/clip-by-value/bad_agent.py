# An agent clips the gradients of its policy network entry by entry.
import torch
import torch.nn.utils as utils
from torch import nn


class Agent:
    def __init__(self, observations, actions):
        self.policy = nn.Sequential(nn.Linear(observations, 128), nn.ReLU(), nn.Linear(128, actions))
        self.optimizer = torch.optim.AdamW(self.policy.parameters(), lr=1e-4, amsgrad=True)

    def optimize(self, states, actions, targets):
        values = self.policy(states).gather(1, actions)
        loss = nn.functional.smooth_l1_loss(values, targets)
        self.optimizer.zero_grad()
        loss.backward()
        utils.clip_grad_value_(self.policy.parameters(), 100)  # error: clip-by-value
        self.optimizer.step()
