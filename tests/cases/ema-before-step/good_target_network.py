# The target network of an agent moves before the loss is computed, as the paper says.
import torch
from torch import nn


def train(online, target_ema, memory, discount):
    optimizer = torch.optim.Adam(online.parameters(), lr=1e-4)
    for state, reward, following in memory:
        target_ema.update(online)
        with torch.no_grad():
            wanted = reward + discount * target_ema.module(following)
        loss = nn.functional.mse_loss(online(state), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
