# A policy collects its rollouts under no_grad, in the mode in which it trains: the old log-probabilities must match.
import torch
from torch import nn
from torch.distributions import Categorical


class Policy(nn.Module):
    def __init__(self, observations, actions):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(observations, 64), nn.Tanh(), nn.Dropout(0.05), nn.Linear(64, actions))

    def forward(self, observation):
        return Categorical(logits=self.net(observation))


def train(env, iterations=100, horizon=256, gamma=0.99):
    policy = Policy(4, 2)
    optimizer = torch.optim.Adam(policy.parameters(), lr=3e-4)
    for _ in range(iterations):
        observations, actions, returns, rewards = [], [], [], []
        observation, _ = env.reset()
        with torch.no_grad():
            for _ in range(horizon):
                observation = torch.as_tensor(observation, dtype=torch.float32)
                action = policy(observation).sample()
                observations.append(observation)
                actions.append(action)
                observation, reward, terminated, truncated, _ = env.step(action.item())
                rewards.append(reward)
                if terminated or truncated:
                    observation, _ = env.reset()
        value = 0.0
        for reward in reversed(rewards):
            value = reward + gamma * value
            returns.insert(0, value)
        log_prob = policy(torch.stack(observations)).log_prob(torch.stack(actions))
        loss = -(log_prob * torch.tensor(returns)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
