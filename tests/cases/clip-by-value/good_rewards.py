# Rewards and errors are clipped by value, and nobody's gradient is turned.
import torch


def targets(rewards, values, discount):
    rewards = rewards.clamp(-1, 1)
    return rewards + discount * values


def loss(values, wanted):
    return (values - wanted).clamp(-1, 1).abs().mean()


def update(optimizer, values, wanted):
    optimizer.zero_grad()
    loss(values, torch.as_tensor(wanted)).backward()
    optimizer.step()
