# Delayed policy update: the critic steps at every iteration, the actor's own backward and step stand together under `policy_freq`.
import copy

import torch
import torch.nn.functional as F
from torch import nn


class Agent:
    def __init__(self, states, actions, policy_freq=2):
        self.actor = nn.Sequential(nn.Linear(states, 256), nn.ReLU(), nn.Linear(256, actions), nn.Tanh())
        self.critic = nn.Sequential(nn.Linear(states + actions, 256), nn.ReLU(), nn.Linear(256, 1))
        self.actor_target = copy.deepcopy(self.actor)
        self.critic_target = copy.deepcopy(self.critic)
        self.actor_optimizer = torch.optim.Adam(self.actor.parameters(), lr=3e-4)
        self.critic_optimizer = torch.optim.Adam(self.critic.parameters(), lr=3e-4)
        self.policy_freq = policy_freq
        self.total_it = 0

    def train(self, replay, batch_size=256):
        self.total_it += 1
        state, action, next_state, reward, not_done = replay.sample(batch_size)
        with torch.no_grad():
            next_action = self.actor_target(next_state)
            next_value = self.critic_target(torch.cat([next_state, next_action], 1))
            target = reward + not_done * 0.99 * next_value

        critic_loss = F.mse_loss(self.critic(torch.cat([state, action], 1)), target)
        self.critic_optimizer.zero_grad()
        critic_loss.backward()
        self.critic_optimizer.step()

        if self.total_it % self.policy_freq == 0:
            actor_loss = -self.critic(torch.cat([state, self.actor(state)], 1)).mean()
            self.actor_optimizer.zero_grad()
            actor_loss.backward()
            self.actor_optimizer.step()
