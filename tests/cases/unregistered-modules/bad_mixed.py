# Layers and functions are mixed in the list, which a ModuleList would refuse.
import torch
from torch import nn


class Mixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.stages = [nn.Linear(8, 16), torch.tanh, nn.Linear(16, 4)]  # error: unregistered-modules
        self.named = {}  # error: unregistered-modules
        for size in (4, 8):
            self.named[f"to_{size}"] = nn.Linear(4, size)

    def forward(self, x, size):
        for stage in self.stages:
            x = stage(x)
        return self.named[f"to_{size}"](x)
