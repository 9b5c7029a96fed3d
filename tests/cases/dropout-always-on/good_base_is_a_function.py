# The base is what a decorated function was turned into, and nobody knows what that is.
import torch.nn.functional as F
from library import as_module
from torch import nn


@as_module
def Noise(self, x):
    return x


class Noisy(Noise):
    def forward(self, x):
        return F.dropout(x, 0.5)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.noisy = Noisy()
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.noisy(x))
