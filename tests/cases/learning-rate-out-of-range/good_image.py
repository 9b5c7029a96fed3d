# An image is optimised instead of a network: its pixels take larger steps than weights.
import torch
from torch import nn


def dream(model, start, steps=200):
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    image = start.clone().requires_grad_(True)
    optimizer = torch.optim.Adam([image], lr=0.1)
    target = torch.zeros(len(start), dtype=torch.long)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(image), target)
        loss.backward()
        optimizer.step()
    return image.detach()
