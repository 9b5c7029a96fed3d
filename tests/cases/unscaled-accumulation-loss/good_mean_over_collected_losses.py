# The losses of the window are collected and backward runs once, on their mean: one backward per step.
import torch
import torch.nn.functional as F


def train(model, episodes, optimizer, batch_episodes):
    losses = []
    model.train()
    for index, (support, labels) in enumerate(episodes):
        losses.append(F.cross_entropy(model(support), labels))
        if (index + 1) % batch_episodes == 0:
            loss = torch.stack(losses).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses = []
