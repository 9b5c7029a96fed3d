# He's scheme is told the activation, or gets the slope that makes it another scheme.
import math

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 8)
        self.second = nn.Linear(8, 8)
        self.third = nn.Linear(8, 1)
        nn.init.kaiming_normal_(self.first.weight, nonlinearity="tanh")
        nn.init.kaiming_uniform_(self.second.weight, a=math.sqrt(5))

    def forward(self, x):
        x = torch.tanh(self.first(x))
        x = torch.tanh(self.second(x))
        return self.third(x)
