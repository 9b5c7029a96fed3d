# Must be silent: pairs are cleared one by one, all beforehand, or trained only once each.
import torch.nn.functional as F
from torch import nn, optim


def train(batches):
    nets = [nn.Linear(16, 4), nn.Linear(16, 4)]
    updates = [optim.Adam(net.parameters()) for net in nets]
    for x, y in batches:
        for net, update in zip(nets, updates):
            update.zero_grad()
            F.cross_entropy(net(x), y).backward()
            update.step()


def train_cleared_before(batches):
    nets = [nn.Linear(16, 4), nn.Linear(16, 4)]
    updates = []
    for net in nets:
        updates.append(optim.Adam(net.parameters()))
    for x, y in batches:
        for update in updates:
            update.zero_grad()
        for net, update in zip(nets, updates):
            loss = F.cross_entropy(net(x), y)
            if loss > 100:
                break
            loss.backward()
            update.step()


def first_step(nets, optimizers, x, y):
    for net, optimizer in zip(nets, optimizers):
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
