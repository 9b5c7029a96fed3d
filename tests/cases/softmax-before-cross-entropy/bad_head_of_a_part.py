# The head stands two levels down in the model, and ends in a softmax.
import torch
import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        return F.softmax(self.out(x), dim=-1)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = Head()

    def forward(self, x):
        return self.head(x)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)
        self.decoder = Decoder()

    def forward(self, x):
        return self.decoder(self.body(x))


def main(loader):
    model = Network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()  # error: softmax-before-cross-entropy
        optimizer.step()
