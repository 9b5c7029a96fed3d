# One method of the trainer steps, and so does the one that calls it.
import torch
from torch import nn


class Trainer:
    def __init__(self, net):
        self.net = net
        self.optim = torch.optim.AdamW(net.parameters(), lr=1e-4, weight_decay=0.0)

    def apply(self, loss):
        self.optim.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optim.step()

    def fit(self, loader):
        for x, y in loader:
            loss = nn.functional.l1_loss(self.net(x), y)
            self.apply(loss)
            self.optim.step()  # error: step-without-backward
