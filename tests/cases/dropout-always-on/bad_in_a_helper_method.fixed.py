# The helper of forward, and a function inside of it, never ask for the mode.
from torch import nn
from torch.nn.functional import dropout, relu


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = nn.Linear(width, width)
        self.second = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)

    def feed(self, x):
        def activate(y):
            return dropout(relu(y), 0.2, training=self.training)  # error: dropout-always-on

        return self.second(activate(self.first(x)))

    def forward(self, x):
        return self.norm(x + self.feed(x))


class Wide(Block):
    def feed(this, x):
        x = dropout(this.first(x), training=this.training)  # error: dropout-always-on
        return this.second(x)
