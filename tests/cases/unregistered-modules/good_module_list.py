# Registered containers, in each of the ways that there are.
from torch import nn


class Net(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])
        blocks = [nn.Linear(width, width) for _ in range(depth)]
        blocks.append(nn.Tanh())
        self.blocks = nn.Sequential(*blocks)
        heads = {"a": nn.Linear(width, 1), "b": nn.Linear(width, 2)}
        self.heads = nn.ModuleDict(heads)
        self.stack = [nn.Linear(width, width)]
        self.stack += [nn.Linear(width, width)]
        self.stack = nn.Sequential(*self.stack)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        x = self.stack(self.blocks(x))
        return {name: head(x) for name, head in self.heads.items()}
