# The variables of a comprehension are its own: outside of it the optimizer is still the one that stepped.
import torch
import torch.nn.functional as F
from torch import nn


def train(loader, others):
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        sizes = [model.weight.numel() for model in others if model is not None]
        rates = {optimizer: rate for optimizer, rate in zip(others, sizes)}
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # error: clip-after-step
    return rates
