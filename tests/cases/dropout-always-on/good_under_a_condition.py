# Whoever asks for the mode before the call has told it.
import torch.nn.functional as F
from torch import nn


class Guarded(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 8)

    def forward(self, x, drop=False):
        x = self.layer(x)
        if self.training:
            x = F.dropout(x, 0.5)
        if drop:
            x = F.dropout(x, 0.1)
        return self.disturb(x) if self.training else x

    def disturb(self, x):
        return nn.Dropout(0.2)(x)


class Early(nn.Module):
    def forward(self, x):
        if not self.training:
            return x
        return F.dropout(x, 0.5)


class Caller(nn.Module):
    def forward(self, x):
        if self.training:
            x = self.blur(x)
        return x

    def blur(self, x):
        return F.dropout(x, 0.5)
