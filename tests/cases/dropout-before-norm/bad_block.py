# A block of a convolutional network drops channels before they are normalised.
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(before, after, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Dropout2d(p=0.2),  # error: dropout-before-norm
            nn.BatchNorm2d(after),
        )

    def forward(self, x):
        return self.layers(x)
