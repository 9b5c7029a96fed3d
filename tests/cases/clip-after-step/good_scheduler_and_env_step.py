# Must be silent: env.step() and scheduler.step() stand above the clip, but only optimizer.step() consumes gradients.
import gymnasium as gym
import torch
from torch import nn
from torch.distributions import Categorical

env = gym.make("CartPole-v1")
policy = nn.Sequential(nn.Linear(4, 64), nn.Tanh(), nn.Linear(64, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=3e-3)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.999)

for episode in range(1000):
    observation, _ = env.reset()
    log_probs, rewards, done = [], [], False
    while not done:
        action_dist = Categorical(logits=policy(torch.as_tensor(observation)))
        action = action_dist.sample()
        observation, reward, terminated, truncated, _ = env.step(action.item())
        log_probs.append(action_dist.log_prob(action))
        rewards.append(reward)
        done = terminated or truncated
    returns = torch.tensor(rewards).flip(0).cumsum(0).flip(0)
    loss = -(torch.stack(log_probs) * returns).sum()
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(policy.parameters(), 0.5)
    optimizer.step()
    scheduler.step()
