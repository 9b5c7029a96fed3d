# The method that apply is given asks for the type, and sets what it finds to a constant.
import torch.nn as nn
from torch.nn import init


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.inner = nn.Linear(width, 4 * width)
        self.outer = nn.Linear(4 * width, width)
        self.act = nn.GELU()

    def forward(self, x):
        return x + self.outer(self.act(self.inner(x)))


class Mixer(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.blocks = nn.ModuleList([Block(width) for _ in range(depth)])
        self.apply(self._init_weights)

    def _init_weights(self, module):
        if type(module) == nn.Linear:
            init.constant_(module.weight, 0.02)  # error: constant-weight-init
            if module.bias is not None:
                init.zeros_(module.bias)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
