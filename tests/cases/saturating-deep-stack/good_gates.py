# Thirty gates stand side by side: each is a stack of its own.
from torch import nn


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.gates = nn.ModuleList(nn.Sequential(nn.Linear(64, 64), nn.Sigmoid()) for _ in range(30))
        self.layers = nn.ModuleList(nn.Linear(64, 64) for _ in range(30))

    def forward(self, x):
        for gate, layer in zip(self.gates, self.layers):
            x = x + gate(x) * layer(x)
        return x
