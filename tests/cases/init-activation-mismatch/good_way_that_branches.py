# Which layer feeds which is decided from call to call.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = nn.Linear(width, width)
        self.second = nn.Linear(width, width)
        nn.init.xavier_uniform_(self.first.weight)

    def forward(self, x, rectify):
        x = self.first(x)
        if rectify:
            x = torch.relu(x)
        return self.second(x)
