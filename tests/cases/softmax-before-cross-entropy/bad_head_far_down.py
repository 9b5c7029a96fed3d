# The head stands four levels down in the model, in a layer that is built with an activation module.
import torch
import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.out = nn.Linear(8, 3)
        self.activation = activation

    def forward(self, x):
        return self.activation(self.out(x))


class Wrapper(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = Head(nn.Softmax(dim=-1))

    def forward(self, x):
        return self.head(x)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Wrapper()

    def forward(self, x):
        return self.inner(x)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.decoder = Decoder()

    def forward(self, x):
        return self.decoder(x)


def main(loader):
    model = Network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()  # error: softmax-before-cross-entropy
        optimizer.step()
