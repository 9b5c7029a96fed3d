# The layers of torch have their epsilon.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.layer = nn.Linear(width, width)

    def forward(self, x):
        x = self.norm(x)
        return torch.nn.functional.layer_norm(self.layer(x), x.shape[-1:])
