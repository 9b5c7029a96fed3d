# An inner `range(n)` loop which steps in each of its rounds (several updates on one rollout): a loop, but no accumulation.
import torch
import torch.nn.functional as F
from torch import nn


def fit_value_function(rollouts, observation_size, train_iters=80):
    value = nn.Sequential(nn.Linear(observation_size, 64), nn.Tanh(), nn.Linear(64, 1))
    optimizer = torch.optim.Adam(value.parameters(), lr=1e-3)
    value.train()
    for observations, returns in rollouts:
        for _ in range(train_iters):
            optimizer.zero_grad()
            loss = F.mse_loss(value(observations).squeeze(-1), returns)
            loss.backward()
            optimizer.step()
    return value
