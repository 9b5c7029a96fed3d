# Each layer is registered under a name of its own; the list is for the order.
from torch import nn


class Net(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.layers = []
        for index in range(depth):
            layer = nn.Linear(width, width)
            self.add_module(f"layer{index}", layer)
            self.layers.append(layer)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class Set(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.layers = [nn.Linear(width, width) for _ in range(depth)]
        for index, layer in enumerate(self.layers):
            setattr(self, f"layer{index}", layer)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
