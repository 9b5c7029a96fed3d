# One class keeps a list; the other may have used its iterator up, or not, and binds it anew.
import torch
from torch import nn


class Listed:
    def __init__(self, net):
        self.params = [p for p in net.parameters() if p.requires_grad]
        self.optimizer = torch.optim.Adam(self.params)

    def clip(self):
        nn.utils.clip_grad_norm_(self.params, 0.5)


class Perhaps:
    def __init__(self, net, train):
        self.net = net
        self.params = net.parameters()
        self.optimizer = None
        if train:
            self.optimizer = torch.optim.Adam(self.params)

    def freeze(self):
        for p in self.params:
            p.requires_grad_(False)


class Anew:
    def __init__(self, net):
        self.net = net
        self.params = net.parameters()
        self.optimizer = torch.optim.Adam(self.params)

    def clip(self):
        self.params = self.net.parameters()
        nn.utils.clip_grad_norm_(self.params, 0.5)
