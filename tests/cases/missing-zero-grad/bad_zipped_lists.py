# Lists of models and optimizers are walked together; each pair trains by itself, none is cleared.
import torch.nn.functional as F
from torch import nn, optim


def train(batches):
    nets = [nn.Linear(16, 4), nn.Linear(16, 4)]
    updates = [optim.Adam(net.parameters()) for net in nets]
    for x, y in batches:
        for net, update in zip(nets, updates):
            F.cross_entropy(net(x), y).backward()  # error: missing-zero-grad
            update.step()
