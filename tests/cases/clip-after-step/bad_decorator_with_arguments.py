# A decorator with arguments clips the model's gradients when the step was already taken.
import functools

import torch
import torch.nn.functional as F


def clipped(limit):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(self, *args, **kwargs):
            result = function(self, *args, **kwargs)
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), limit)  # error: clip-after-step
            return result

        return wrapper

    return decorate


class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    @clipped(1.0)
    def update(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def fit(self, loader):
        for x, y in loader:
            self.update(F.mse_loss(self.model(x), y))
