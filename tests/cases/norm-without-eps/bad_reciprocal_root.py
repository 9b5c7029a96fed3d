# The reciprocal root is multiplied, and the power of one half divides.
import torch
from torch import nn


class Fast(nn.Module):
    def forward(self, x):
        mean = x.mean(1, keepdim=True)
        return (x - mean) * torch.rsqrt(x.var(1, keepdim=True))  # error: norm-without-eps


class Power(nn.Module):
    def forward(self, x):
        var = x.var(1, keepdim=True)
        return (x - x.mean(1, keepdim=True)) / var**0.5  # error: norm-without-eps
