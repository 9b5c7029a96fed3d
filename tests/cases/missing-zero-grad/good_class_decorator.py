# A class decorator puts methods of its own into the class: they may clear.
import torch
import torch.nn.functional as F


def with_clearing(cls):
    original = cls.update

    def update(self, loss):
        self.optimizer.zero_grad()
        original(self, loss)

    cls.update = update
    return cls


@with_clearing
class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def update(self, loss):
        loss.backward()
        self.optimizer.step()

    def fit(self, loader):
        for x, y in loader:
            self.update(F.mse_loss(self.model(x), y))
