# Activations and numbers hold no weights: a plain list loses nothing.
from torch import nn


class Scale(nn.Module):
    def forward(self, x):
        return 2 * x


class Net(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.widths = [2 * width for width in widths]
        self.activations = [nn.ReLU(), nn.Tanh(), Scale()]
        self.layer = nn.Linear(8, 8)

    def forward(self, x):
        for activation in self.activations:
            x = activation(self.layer(x))
        return x
