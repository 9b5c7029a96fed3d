# The layer that forward builds has a name of its own, which is no place for the mode.
import torch
from torch.nn import Conv2d, Dropout2d, Linear, Module


class Small(Module):
    def __init__(self):
        super().__init__()
        self.first = Conv2d(1, 16, 3)
        self.second = Conv2d(16, 32, 3)
        self.last = Linear(32, 10)

    def forward(self, image):
        drop = Dropout2d(0.25)
        x = torch.relu(self.first(image))
        x = drop(torch.relu(self.second(x)))  # error: dropout-always-on
        return self.last(x.mean((2, 3)))
