# Two networks, one of which follows the other: the target is cut off on purpose, and the student's side is not.
import copy

import torch
from torch import nn


def train(encoder, predictor, loader):
    target = copy.deepcopy(encoder)
    optimizer = torch.optim.Adam([*encoder.parameters(), *predictor.parameters()], lr=1e-3)
    for one, two in loader:
        optimizer.zero_grad()
        goal = target(two).detach()
        loss = 2 - 2 * nn.functional.cosine_similarity(predictor(encoder(one)), goal).mean()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for slow, fast in zip(target.parameters(), encoder.parameters()):
                slow.lerp_(fast, 0.01)
