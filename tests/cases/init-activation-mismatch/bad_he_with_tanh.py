# Weights that are drawn for rectifiers drive the tanh of a physics network.
import torch
from torch import nn


class Solution(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(2, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1)
        )
        self.net.apply(self.init)

    def init(self, m):
        if type(m) is nn.Linear:
            torch.nn.init.kaiming_normal_(m.weight, mode="fan_in")  # error: init-activation-mismatch

    def forward(self, x):
        return self.net(x)
