# Modules become parts of others after they were built: by item, by method, by attribute.
import torch
from torch import nn


class Codec(nn.Module):
    def __init__(self):
        super().__init__()
        self.enter = nn.Linear(20, 8)

    def forward(self, x):
        return torch.tanh(self.enter(x))


def train(loader):
    codec, middle, head, scale = Codec(), nn.Linear(8, 8), nn.Linear(8, 5), nn.Linear(8, 5)
    codec.add_module("middle", middle)
    codec.head = head
    parts = nn.ModuleDict()
    parts["codec"] = codec
    setattr(parts, "scale", scale)
    optimizer = torch.optim.SGD(parts.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        hidden = middle(codec(x))
        optimizer.zero_grad()
        criterion(head(hidden) * scale(hidden), y).backward()
        optimizer.step()
