# Zeros hold the places of weights that are copied from a trained network.
from torch import nn


class Scores(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU(), nn.Conv2d(64, classes, 1))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                m.weight.data.zero_()

    def forward(self, x):
        return self.layers(x)

    def take(self, trained):
        for mine, theirs in zip(self.parameters(), trained.parameters()):
            mine.data.copy_(theirs.data)
