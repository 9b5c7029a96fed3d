# The gain for ReLU is passed, so that Xavier has the scale of He.
import math

from torch import nn


def first(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight, gain=nn.init.calculate_gain("relu"))


def second(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_normal_(m.weight, math.sqrt(2))


one = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8))
two = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8))
one.apply(first)
two.apply(second)
