# The model is built elsewhere; its annotation names the class, and that holds a LayerNorm.
from torch import nn, optim


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Linear(32, 32)
        self.norm = nn.LayerNorm(32)

    def forward(self, x):
        return x + self.mix(self.norm(x))


def configure(core: Block):
    return optim.AdamW(core.parameters(), lr=1e-3, weight_decay=0.1)  # error: weight-decay-on-norm
