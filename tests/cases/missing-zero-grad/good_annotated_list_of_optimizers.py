# Must be silent: each of a declared list of optimizers is cleared by a loop of its own.
import torch.nn.functional as F
from torch import nn
from torch.optim import Optimizer


def train(net: nn.Module, updates: list[Optimizer], batches):
    for x, y in batches:
        F.mse_loss(net(x), y).backward()
        for update in updates:
            update.step()
        for update in updates:
            update.zero_grad()
