# The list is empty at first and filled in a loop, with pairs of layers by turns.
import torch.nn as nn


class Encoder(nn.Module):
    """A stack of convolutions, each with a normalisation."""

    def __init__(self, channels):
        super(Encoder, self).__init__()
        self.convolutions = []  # error: unregistered-modules
        self.norms = nn.ModuleList()
        for before, after in zip(channels, channels[1:]):
            self.convolutions.append(nn.Conv2d(before, after, 3, padding=1))
            self.norms.append(nn.BatchNorm2d(after))
        self.activation = nn.ReLU()

    def forward(self, x):
        for index, norm in enumerate(self.norms):
            x = self.activation(norm(self.convolutions[index](x)))
        return x
