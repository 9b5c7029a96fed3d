# Layers that the constructor builds follow the mode, and so does one that is told it.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, rate=0.5):
        super().__init__()
        self.layer = nn.Linear(16, 16)
        self.drop = nn.Dropout(rate)
        self.probe = nn.Dropout(rate)(torch.ones(16))

    def forward(self, x):
        fresh = nn.Dropout(0.2)
        fresh.train(self.training)
        x = fresh(self.drop(self.layer(x)))
        return nn.Dropout(0.2).train(self.training)(x)

    def training_step(self, batch):
        x, y = batch
        return nn.functional.mse_loss(self(nn.Dropout(0.1)(x)), y)
