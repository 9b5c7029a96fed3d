# The helper that calls back also calls the callback that clears.
import torch
import torch.nn.functional as F


def repeat(before, action, loader):
    for batch in loader:
        before()
        action(*batch)


class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters())

    def train_step(self, x, y):
        F.mse_loss(self.model(x), y).backward()
        self.optimizer.step()

    def fit(self, loader):
        repeat(self.optimizer.zero_grad, self.train_step, loader)
