# The constructor stands in the base class, and binds the method that clears.
import torch
import torch.nn.functional as F


class Base:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.clear = self.optimizer.zero_grad


class Learner(Base):
    def fit(self, loader):
        for x, y in loader:
            self.clear()
            F.mse_loss(self.model(x), y).backward()
            self.optimizer.step()
