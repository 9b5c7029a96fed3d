# Must be silent: only one of the classes decays, or SGD over batch norm is among those it may be.
from torch import nn, optim


def configure(fancy):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    algorithm = optim.AdamW if fancy else optim.Adam
    return algorithm(core.parameters(), lr=1e-3)


def configure_by_name(name):
    core = nn.Sequential(nn.Linear(16, 16), nn.BatchNorm1d(16))
    return getattr(optim, name)(core.parameters(), lr=1e-3, weight_decay=0.05)
