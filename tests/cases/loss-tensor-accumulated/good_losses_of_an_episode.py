# The losses of an episode are collected, and backward is called on their sum when it is over.
import torch
import torch.nn.functional as F


def learn(policy, episodes, optimizer):
    policy.train()
    for episode in episodes:
        losses = []
        for state, action, reward in episode:
            scores = policy(state)
            losses.append(reward * F.cross_entropy(scores, action))
        loss = torch.stack(losses).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
