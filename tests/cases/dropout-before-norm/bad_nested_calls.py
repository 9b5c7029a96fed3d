# In forward the normalisation is called on what the dropout gives.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(20, 32)
        self.drop = nn.Dropout(0.3)
        self.norm = nn.BatchNorm1d(32)

    def forward(self, x):
        return torch.relu(self.norm(self.drop(self.layer(x))))  # error: dropout-before-norm
