# A class of the program's own is called Adam, and decays as it likes.
import torch
from torch import nn


class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay):
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                p.mul_(1 - group["lr"] * group["weight_decay"]).sub_(p.grad.sign(), alpha=group["lr"])


def train(loader):
    model = nn.Linear(128, 8)
    optimizer = Adam(model.parameters(), lr=1e-3, weight_decay=0.05)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
