# The argument that was given already is what tells the method to clear.
from functools import partial

import torch
import torch.nn.functional as F


class Learner:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.step = partial(self._step, clear=True)

    def _step(self, x, y, clear=False):
        if clear:
            self.optimizer.zero_grad()
        F.mse_loss(self.model(x), y).backward()
        self.optimizer.step()

    def fit(self, loader):
        for x, y in loader:
            self.step(x, y)
