# Must be silent: the decay is taken back, changed out of sight, or different on each path.
from torch import nn, optim

from .recipes import adjust


def taken_back(lr):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    keywords = {"lr": lr, "weight_decay": 0.1}
    keywords["weight_decay"] = 0.0
    return optim.Adam(core.parameters(), **keywords)


def removed(lr):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    keywords = {"lr": lr, "weight_decay": 0.1}
    keywords.pop("weight_decay")
    return optim.Adam(core.parameters(), **keywords)


def changed_elsewhere(lr):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    keywords = {"lr": lr, "weight_decay": 0.1}
    adjust(keywords)
    return optim.Adam(core.parameters(), **keywords)


def without_decay(keywords):
    keywords["weight_decay"] = 0.0


def changed_here(lr):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    keywords = {"lr": lr, "weight_decay": 0.1}
    without_decay(keywords)
    return optim.Adam(core.parameters(), **keywords)


def updated(lr, config):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    keywords = {"lr": lr, "weight_decay": 0.1}
    keywords.update(config)
    return optim.Adam(core.parameters(), **keywords)


def chosen(lr, plain):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    keywords = {"lr": lr}
    if plain:
        keywords["weight_decay"] = 0.0
    else:
        keywords["weight_decay"] = 0.1
    return optim.Adam(core.parameters(), **keywords)
