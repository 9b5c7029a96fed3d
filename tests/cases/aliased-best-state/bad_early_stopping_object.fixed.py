# An early-stopping object keeps the best state of a model that is trained on after each call.
import copy

import numpy as np
import torch
from torch import nn


class EarlyStopping:
    """Stops when the loss has not fallen for a while, and remembers the best weights."""

    def __init__(self, patience=5, delta=0.0):
        self.patience, self.delta = patience, delta
        self.best_loss, self.best_state = np.inf, None
        self.counter, self.stop = 0, False

    def __call__(self, val_loss, model):
        if val_loss < self.best_loss - self.delta:
            self.best_loss = val_loss
            self.best_state = copy.deepcopy(model.state_dict())  # error: aliased-best-state
            self.counter = 0
        else:
            self.counter += 1
            self.stop = self.counter >= self.patience


def fit(net, train_loader, val_loader, epochs):
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    stopper = EarlyStopping(patience=7)
    for epoch in range(epochs):
        net.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(net(x), y)
            loss.backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            losses = [nn.functional.mse_loss(net(x), y).item() for x, y in val_loader]
        stopper(np.mean(losses), net)
        if stopper.stop:
            break
    net.load_state_dict(stopper.best_state)
    return net
