# The constructor goes over its own modules and fills every convolution with ones.
from torch import nn


class Encoder(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, channels, 3, padding=1),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
        )
        self.fc = nn.Linear(channels, 10)
        for m in self.modules():
            if isinstance(m, (nn.Conv1d, nn.Conv2d)):
                m.weight.data.fill_(1.0)  # error: constant-weight-init
            elif isinstance(m, nn.BatchNorm2d):
                m.weight.data.fill_(1)
                m.bias.data.zero_()

    def forward(self, x):
        return self.fc(self.body(x).mean((2, 3)))
