# A declared list of optimizers is stepped item by item, and nobody clears any of them.
import torch.nn.functional as F
from torch import nn
from torch.optim import Optimizer


def train(net: nn.Module, updates: list[Optimizer], batches):
    for x, y in batches:
        F.mse_loss(net(x), y).backward()  # error: missing-zero-grad
        for update in updates:
            update.step()
            update.zero_grad()
