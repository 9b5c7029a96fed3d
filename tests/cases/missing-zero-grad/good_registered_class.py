# A decorator that only writes the class down leaves it as it is.
import torch
import torch.nn.functional as F

KNOWN = {}


def register(name):
    def decorate(cls):
        KNOWN[name] = cls
        return cls

    return decorate


@register("learner")
class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            F.mse_loss(self.model(x), y).backward()
            self.optimizer.step()
