# The element-wise clip, under an import alias, after the step of a value-network update.
import torch
import torch.nn.functional as F
import torch.nn.utils as nn_utils
from torch import nn


class QNetwork(nn.Module):
    def __init__(self, observations, actions):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(observations, 128), nn.ReLU(), nn.Linear(128, actions))

    def forward(self, x):
        return self.body(x)


class Agent:
    def __init__(self, observations, actions, gamma=0.99):
        self.online = QNetwork(observations, actions)
        self.target = QNetwork(observations, actions)
        self.target.load_state_dict(self.online.state_dict())
        self.optimizer = torch.optim.RMSprop(self.online.parameters(), lr=2.5e-4)
        self.gamma = gamma

    def learn(self, batch):
        q = self.online(batch.state).gather(1, batch.action)
        with torch.no_grad():
            best = self.target(batch.next_state).max(dim=1, keepdim=True).values
            goal = batch.reward + self.gamma * best * (1 - batch.done)
        loss = F.smooth_l1_loss(q, goal)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        nn_utils.clip_grad_value_(self.online.parameters(), 1.0)  # error: clip-after-step
        return loss.item()
