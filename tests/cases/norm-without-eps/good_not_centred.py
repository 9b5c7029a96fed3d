# Weights and ratios are scaled by a deviation that is not that of what is centred.
from torch import nn


class Standardised(nn.Conv2d):
    def forward(self, x):
        weight = self.weight / self.weight.std((1, 2, 3), keepdim=True)
        return self._conv_forward(x, weight, self.bias)


class Ratio(nn.Module):
    def forward(self, x, y):
        return (x - y) / y.std(1, keepdim=True)
