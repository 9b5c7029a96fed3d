# The gradients of a Q-network are clamped, and the clamped copies are thrown away.
import torch
from torch import nn

policy = nn.Sequential(nn.Linear(4, 128), nn.ReLU(), nn.Linear(128, 2))
optimizer = torch.optim.RMSprop(policy.parameters())


def optimize(states, actions, targets):
    values = policy(states).gather(1, actions)
    loss = nn.functional.smooth_l1_loss(values, targets)
    optimizer.zero_grad()
    loss.backward()
    for param in policy.parameters():
        param.grad.data.clamp_(-1, 1)  # error: discarded-gradient-edit
    optimizer.step()
    return loss.item()
