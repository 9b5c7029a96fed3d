# What is known of an object is known of its copy: here that it clears.
import copy

import torch
import torch.nn.functional as F


class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.clear = self.optimizer.zero_grad

    def update(self, x, y):
        self.clear()
        F.mse_loss(self.model(x), y).backward()
        self.optimizer.step()


def main(model, loader):
    learner = copy.deepcopy(Learner(model))
    for x, y in loader:
        learner.update(x, y)
