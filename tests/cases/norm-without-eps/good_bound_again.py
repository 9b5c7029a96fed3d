# The deviation is made safe in a line of its own.
from torch import nn


class Norm(nn.Module):
    def forward(self, x):
        mean = x.mean(-1, keepdim=True)
        std = x.std(-1, keepdim=True)
        std = std + 1e-5
        return (x - mean) / std


class Filled(nn.Module):
    def forward(self, x):
        std = x.std(-1, keepdim=True)
        std[std == 0] = 1.0
        return (x - x.mean(-1, keepdim=True)) / std


class Clamped(nn.Module):
    def forward(self, x):
        std = x.std(-1, keepdim=True)
        std.clamp_(min=1e-6)
        return (x - x.mean(-1, keepdim=True)) / std


class Mended(nn.Module):
    def forward(self, x):
        y = (x - x.mean(-1, keepdim=True)) / x.std(-1, keepdim=True)
        return y.nan_to_num(0.0)
