# An epsilon stands beside the deviation, under the root, or clamps.
import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, eps=1e-5):
        super().__init__()
        self.eps = eps

    def forward(self, x):
        mean = x.mean(-1, keepdim=True)
        std = x.std(-1, keepdim=True)
        var = x.var(-1, keepdim=True)
        a = (x - mean) / (std + self.eps)
        b = (x - mean) / torch.sqrt(var + self.eps)
        c = (x - mean) * torch.rsqrt(var + 1e-6)
        return a + b + c + (x - mean) / std.clamp_min(self.eps)
