# The rate is an attribute of the module, and the default of the mode is never changed.
import torch
from torch import nn


class FeedForward(nn.Module):
    def __init__(self, width, dropout=0.1):
        super().__init__()
        self.dropout = dropout
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x):
        x = torch.nn.functional.gelu(self.up(x))
        x = torch.nn.functional.dropout(  # error: dropout-always-on
            x,
            self.dropout, training=self.training,
        )
        return self.down(x)


class Stack(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.layers = nn.ModuleList([FeedForward(width) for _ in range(depth)])

    def forward(self, x):
        for layer in self.layers:
            x = x + layer(x)
        return x
