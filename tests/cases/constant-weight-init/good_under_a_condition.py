# An option and the name of a layer decide which weights begin at zero.
from torch import nn


class Net(nn.Module):
    def __init__(self, width, zero_init):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width))
        self.first = nn.Linear(width, width)
        self.second = nn.Linear(width, width)
        for name, m in self.named_modules():
            if isinstance(m, nn.Linear) and "gate" in name:
                nn.init.zeros_(m.weight)
        if zero_init:
            nn.init.zeros_(self.first.weight)
            nn.init.zeros_(self.second.weight)

    def forward(self, x):
        return self.second(self.first(self.layers(x)))
