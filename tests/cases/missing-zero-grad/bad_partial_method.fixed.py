# A method with one argument given is kept in an attribute and called; nobody clears.
from functools import partial

import torch
import torch.nn.functional as F


class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.step = partial(self._step, scale=2.0)

    def _step(self, x, y, scale):
        (F.mse_loss(self.model(x), y) * scale).backward()  # error: missing-zero-grad
        self.optimizer.step()
        self.optimizer.zero_grad()

    def fit(self, loader):
        for x, y in loader:
            self.step(x, y)
