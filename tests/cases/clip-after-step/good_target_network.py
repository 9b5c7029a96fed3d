# Must be silent: what is clipped behind the step of one network is another one, with its own optimizer.
import torch.nn.functional as F
from torch import optim
from torch.nn.utils import clip_grad_norm_


class Pair:
    def __init__(self, online, target):
        self.online, self.target = online, target
        self.update = optim.SGD(online.parameters(), lr=0.1)
        self.other = optim.SGD(target.parameters(), lr=0.01)

    def fit(self, pairs):
        for a, b in pairs:
            self.update.zero_grad()
            self.other.zero_grad()
            F.mse_loss(self.online(a), self.target(b)).backward()
            self.update.step()
            clip_grad_norm_(self.target.parameters(), 1.0)
            self.other.step()
