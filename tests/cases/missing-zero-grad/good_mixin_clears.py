# A mixin stands between the class and its base, and clears before it hands on to the base.
import torch
import torch.nn.functional as F


class Base:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def update(self, loss):
        loss.backward()
        self.optimizer.step()


class Quick(Base):
    def update(self, loss):
        super().update(loss)


class Clearing(Base):
    def update(self, loss):
        self.optimizer.zero_grad()
        super().update(loss)


class Learner(Quick, Clearing):
    def fit(self, loader):
        for x, y in loader:
            self.update(F.mse_loss(self.model(x), y))


def main(model, loader):
    Learner(model).fit(loader)
