# Scale and shift of a modulation begin at zero, side by side behind a random layer.
import torch.nn as nn


class Modulation(nn.Module):
    def __init__(self, condition, width):
        super().__init__()
        self.embed = nn.Linear(condition, width)
        self.scale = nn.Linear(width, width)
        self.shift = nn.Linear(width, width)
        for head in (self.scale, self.shift):
            nn.init.zeros_(head.bias)
        nn.init.zeros_(self.scale.weight)
        nn.init.zeros_(self.shift.weight)

    def forward(self, x, condition):
        condition = self.embed(condition)
        return x * (1 + self.scale(condition)) + self.shift(condition)
