# Must be silent: a declared wrapper of this file passes both calls on to the optimizer inside.
import torch.nn.functional as F
from torch import nn, optim


class Warm:
    def __init__(self, inner: optim.Optimizer, size: int):
        self.inner = inner
        self.size = size
        self.count = 0

    def zero_grad(self):
        self.inner.zero_grad()

    def step(self):
        self.count += 1
        for group in self.inner.param_groups:
            group["lr"] = self.size**-0.5 * min(self.count**-0.5, self.count * 4000**-1.5)
        self.inner.step()


def train(net: nn.Module, update: Warm, batches):
    for x, y in batches:
        update.zero_grad()
        F.mse_loss(net(x), y).backward()
        update.step()
