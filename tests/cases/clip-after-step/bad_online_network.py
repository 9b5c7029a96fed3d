# Two networks, one trained: the clip of a part of what the optimizer holds comes behind its step.
import torch
import torch.nn.functional as F
from torch import optim
from torch.nn.utils import clip_grad_norm_


class Bootstrap:
    def __init__(self, online, target, head):
        self.online, self.target, self.head = online, target, head
        self.update = optim.SGD(list(online.parameters()) + list(head.parameters()), lr=0.1)

    def fit(self, pairs):
        for a, b in pairs:
            with torch.no_grad():
                wanted = self.target(b)
            loss = F.mse_loss(self.head(self.online(a)), wanted)
            self.update.zero_grad()
            loss.backward()
            self.update.step()
            clip_grad_norm_(self.online.parameters(), 1.0)  # error: clip-after-step
