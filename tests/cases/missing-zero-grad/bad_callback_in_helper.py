# The step function is passed to a helper that calls it for each batch; nobody clears.
import torch
import torch.nn.functional as F


def repeat(action, loader):
    for batch in loader:
        action(*batch)


class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters())

    def train_step(self, x, y):
        F.mse_loss(self.model(x), y).backward()  # error: missing-zero-grad
        self.optimizer.step()

    def fit(self, loader):
        repeat(self.train_step, loader)
