# A small network with a sigmoid in the middle is drawn by He in a script.
import torch
from torch import nn


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 16)
        self.second = nn.Linear(16, 1)

    def forward(self, x):
        return self.second(torch.sigmoid(self.first(x)))


model = Small()
nn.init.kaiming_uniform_(model.first.weight, nonlinearity="relu")  # error: init-activation-mismatch
