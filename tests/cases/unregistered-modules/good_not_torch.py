# In MLX a list of layers is registered, and a class that is no module registers nothing.
import mlx.nn as nn
import torch


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(8, 8) for _ in range(4)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class Ensemble:
    def __init__(self):
        self.members = [torch.nn.Linear(8, 8) for _ in range(4)]

    def forward(self, x):
        return sum(member(x) for member in self.members)
