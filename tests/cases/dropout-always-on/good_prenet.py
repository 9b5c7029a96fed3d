# The prenet of a speech synthesiser drops always: without it the decoder does not vary.
import torch.nn.functional as F
from torch import nn


class Prenet(nn.Module):
    def __init__(self, mels, widths):
        super().__init__()
        sizes = [mels, *widths]
        self.layers = nn.ModuleList([nn.Linear(a, b, bias=False) for a, b in zip(sizes, sizes[1:])])

    def forward(self, x):
        for linear in self.layers:
            x = F.dropout(F.relu(linear(x)), p=0.5)
        return x
