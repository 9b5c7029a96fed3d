# No module is around these calls, or one that nobody can see: no mode is known.
import torch
import torch.nn.functional as F
from somewhere import Base


def noisy(x):
    return F.dropout(x, 0.3)


class Augmentation:
    def __call__(self, x):
        return F.dropout(x, 0.3)


class Mixed(Base):
    def forward(self, x):
        return F.dropout(x, 0.3)


print(noisy(torch.ones(3)))
