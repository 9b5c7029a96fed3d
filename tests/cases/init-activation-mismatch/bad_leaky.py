# A discriminator with leaky rectifiers has all its convolutions drawn by Xavier.
from torch import nn
from torch.nn import init


class Discriminator(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, channels, 4, 2, 1),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(channels, 2 * channels, 4, 2, 1),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(2 * channels, 1, 4),
        )
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.Linear)):
                init.xavier_normal_(m.weight.data, gain=1.0)  # error: init-activation-mismatch

    def forward(self, x):
        return self.body(x)
