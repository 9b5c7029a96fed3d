# On a machine without accelerators `.cpu()` gives the same tensor, which goes on changing.
from __future__ import annotations

import copy
import math

import torch
from torch import nn


class Probe(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, 64), nn.GELU(), nn.Linear(64, 2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


def probe(features, labels, held_out, steps: int = 400):
    model = Probe(features.shape[1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    best, kept = math.inf, None
    for step in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(features), labels)
        loss.backward()
        optimizer.step()
        if step % 20 == 0:
            with torch.no_grad():
                error = nn.functional.cross_entropy(model(held_out[0]), held_out[1]).item()
            improved = error < best
            if improved:
                best = error
                kept = copy.deepcopy(model.state_dict())  # error: aliased-best-state
    model.load_state_dict(kept)
    return model, best
