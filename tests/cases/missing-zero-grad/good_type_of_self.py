# What `type(self)` builds is of the subclass, which clears.
import torch
import torch.nn.functional as F


class Base:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def clear(self):
        pass

    def again(self):
        return type(self)(self.model)

    def update(self, x, y):
        self.clear()
        F.mse_loss(self.model(x), y).backward()
        self.optimizer.step()


class Clearing(Base):
    def clear(self):
        self.optimizer.zero_grad()


def main(model, loader):
    learner = Clearing(model).again()
    for x, y in loader:
        learner.update(x, y)
