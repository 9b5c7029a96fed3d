# The mode is passed, by keyword and by position, and a rate of zero drops nothing.
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate
        self.first = nn.Linear(10, 10)
        self.second = nn.Linear(10, 10)

    def forward(self, x):
        x = F.dropout(self.first(x), p=self.rate, training=self.training)
        x = F.dropout(self.second(x), self.rate, self.training)
        x = F.dropout(x, 0.0)
        return F.alpha_dropout(x, 0.1)
