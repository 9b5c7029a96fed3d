# The class that clears comes behind the base that does not hand on: its method is never reached.
import torch
import torch.nn.functional as F


class Core:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


class Plain(Core):
    def update(self, loss):
        loss.backward()  # error: missing-zero-grad
        self.optimizer.step()
        self.optimizer.zero_grad()


class Clearing(Core):
    def update(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


class Learner(Plain, Clearing):
    def fit(self, loader):
        for x, y in loader:
            self.update(F.mse_loss(self.model(x), y))


def main(model, loader):
    Learner(model).fit(loader)
