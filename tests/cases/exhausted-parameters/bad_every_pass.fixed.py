# In the first batch the clip finds the parameters, in all others it does not.
import torch
from torch import nn


class Learner:
    def __init__(self, net):
        self.net = net
        self.optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

    def fit(self, loader):
        weights = list(self.net.parameters())
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = nn.functional.mse_loss(self.net(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(weights, 0.5)  # error: exhausted-parameters
            self.optimizer.step()
