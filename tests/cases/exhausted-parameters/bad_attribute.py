# The constructor's optimizer takes the parameters, and a method clips what is left of them.
import torch
from torch import nn


class Agent:
    def __init__(self, actor, critic, rate):
        self.actor, self.critic = actor, critic
        self.params = (p for net in (actor, critic) for p in net.parameters())
        self.optimizer = torch.optim.Adam(self.params, lr=rate)

    def update(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.params, 0.5)  # error: exhausted-parameters
        self.optimizer.step()
