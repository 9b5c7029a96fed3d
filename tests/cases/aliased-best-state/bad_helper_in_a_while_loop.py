# A loop that ends when nothing improves keeps its best state through an ordered dict.
import itertools
from collections import OrderedDict

import torch


def one_epoch(network, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = (network(x) - y).pow(2).mean()
        loss.backward()
        optimizer.step()


def validation_error(network, loader):
    with torch.no_grad():
        return sum((network(x) - y).abs().mean().item() for x, y in loader)


def train_until_flat(network, train_loader, dev_loader):
    optimizer = torch.optim.RMSprop(network.parameters(), lr=1e-3)
    lowest, since, state = float("inf"), 0, None
    for epoch in itertools.count():
        one_epoch(network, train_loader, optimizer)
        error = validation_error(network, dev_loader)
        since += 1
        if error <= lowest - 1e-4:
            lowest, since = error, 0
            state = OrderedDict(network.state_dict())  # error: aliased-best-state
        if since > 5:
            break
    return state, lowest
