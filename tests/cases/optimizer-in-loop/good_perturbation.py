# Must be silent: what is optimized is a perturbation of each image, for some steps.
import torch
from torch.nn import functional as F


def attack(model, loader, steps=20):
    found = []
    for images, labels in loader:
        delta = torch.zeros_like(images, requires_grad=True)
        optimizer = torch.optim.Adam([delta], lr=0.01)
        for _ in range(steps):
            optimizer.zero_grad()
            loss = -F.cross_entropy(model(images + delta), labels)
            loss.backward()
            optimizer.step()
        found.append(delta.detach())
    return found
