# An object is copied with the optimizer that it holds; the copy takes steps and never clears.
import copy

import torch
import torch.nn.functional as F


class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def update(self, x, y):
        F.mse_loss(self.model(x), y).backward()  # error: missing-zero-grad
        self.optimizer.step()
        self.optimizer.zero_grad()


def main(model, loader):
    learner = copy.copy(Learner(model))
    for x, y in loader:
        learner.update(x, y)
