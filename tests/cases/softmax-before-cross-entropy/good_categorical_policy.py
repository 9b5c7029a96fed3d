# Reinforcement learning: the softmax makes the probabilities of a `Categorical`, no cross-entropy is near them.
import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical


class Policy(nn.Module):
    def __init__(self, observations, actions):
        super().__init__()
        self.affine = nn.Linear(observations, 128)
        self.action = nn.Linear(128, actions)

    def forward(self, x):
        return F.softmax(self.action(F.relu(self.affine(x))), dim=-1)


def episode(policy, env):
    log_probs, rewards = [], []
    state, done = env.reset(), False
    while not done:
        distribution = Categorical(probs=policy(torch.as_tensor(state)))
        action = distribution.sample()
        log_probs.append(distribution.log_prob(action))
        state, reward, done = env.step(action.item())
        rewards.append(reward)
    return log_probs, rewards


def reinforce(env, observations, actions, episodes):
    policy = Policy(observations, actions)
    optimizer = torch.optim.Adam(policy.parameters(), lr=1e-2)
    policy.train()
    for _ in range(episodes):
        log_probs, rewards = episode(policy, env)
        optimizer.zero_grad()
        loss = -(torch.stack(log_probs) * sum(rewards)).sum()
        loss.backward()
        optimizer.step()
