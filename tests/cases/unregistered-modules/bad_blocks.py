# The blocks are a class of the project, collected in a local list and in a tuple.
import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width))
        self.feed = nn.Linear(width, width)

    def forward(self, x):
        return x + self.scale * F.gelu(self.feed(x))


class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        blocks = []
        for _ in range(depth):
            block = Block(width)
            blocks.append(block)
        self.blocks = blocks  # error: unregistered-modules
        self.ends = (nn.Linear(width, 2 * width), nn.Linear(2 * width, width))  # error: unregistered-modules

    def run(self, x):
        for block in self.blocks:
            x = block(x)
        return x

    def forward(self, x):
        x = self.run(x)
        return self.ends[1](F.relu(self.ends[0](x)))
