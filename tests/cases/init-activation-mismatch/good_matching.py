# He before rectifiers and Xavier before tanh is what they were made for.
from torch import nn


def he(m):
    if isinstance(m, nn.Linear):
        nn.init.kaiming_uniform_(m.weight)


def xavier(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)


one = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8), nn.Sigmoid())
two = nn.Sequential(nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 8))
three = nn.Sequential(nn.Linear(8, 8), nn.GELU(), nn.Linear(8, 8), nn.SiLU(), nn.Linear(8, 8))
one.apply(he)
two.apply(xavier)
three.apply(xavier)
