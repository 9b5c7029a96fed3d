# Layer norm keeps no statistics: transformers drop before it.
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.feed = nn.Linear(width, width)
        self.drop = nn.Dropout(0.1)
        self.norm = nn.LayerNorm(width)
        self.tail = nn.Sequential(nn.Dropout(0.1), nn.LayerNorm(width), nn.GroupNorm(4, width))

    def forward(self, x):
        return self.tail(self.norm(self.drop(self.feed(x))))
