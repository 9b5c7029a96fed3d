# Must be silent: a counter that is set back to 0, with the clear beside it.
import torch
from torch import nn


class OnlineLearner:
    def __init__(self, model, virtual_batch, lr=1e-3):
        self.model = model
        self.virtual_batch = virtual_batch
        self.optim = torch.optim.Adam(model.parameters(), lr=lr)
        self.criterion = nn.L1Loss()
        self.waiting = 0

    def observe(self, x, y):
        loss = self.criterion(self.model(x), y) / self.virtual_batch
        loss.backward()
        self.waiting += 1
        if self.waiting == self.virtual_batch:
            self.optim.step()
            self.optim.zero_grad()
            self.waiting = 0

    def run(self, stream):
        for x, y in stream:
            self.observe(x, y)
