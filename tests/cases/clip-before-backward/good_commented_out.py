# The clip in front of backward is a comment, and the one that works stands behind it.
import torch
from torch import nn


def train(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        # nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
