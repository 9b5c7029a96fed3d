# Two loops in one comprehension give the pairs one after the other.
from torch.nn import Linear, Module, Sequential, Sigmoid


class Field(Module):
    def __init__(self):
        super().__init__()
        hidden = [layer for _ in range(40) for layer in (Linear(50, 50), Sigmoid())]
        self.net = Sequential(Linear(2, 50), Sigmoid(), *hidden, Linear(50, 1))  # error: saturating-deep-stack

    def forward(self, points):
        return self.net(points)
