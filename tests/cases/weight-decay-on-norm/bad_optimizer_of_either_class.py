# Both classes get the same decay; so does one that is looked up by name.
from torch import nn, optim


def configure(fancy):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    algorithm = optim.AdamW if fancy else optim.Adam
    return algorithm(core.parameters(), lr=1e-3, weight_decay=0.05)  # error: weight-decay-on-norm


def configure_by_name(name):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    return getattr(optim, name)(core.parameters(), lr=1e-3, weight_decay=0.05)  # error: weight-decay-on-norm
