# The decay hides in a dict that is built, and changed, before the constructor gets it.
from torch import nn, optim


def configure(lr):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    keywords = dict(lr=lr)
    keywords["weight_decay"] = 0.1
    return optim.Adam([
        {"params": [p for p in core.parameters() if p.ndim > 1]},
        {"params": [p for p in core.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], **keywords)  # error: weight-decay-on-norm


def configure_more(lr):
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    keywords = {"lr": lr, "betas": (0.9, 0.95)}
    keywords.update(weight_decay=0.05)
    return optim.Adam([
        {"params": [p for p in core.parameters() if p.ndim > 1]},
        {"params": [p for p in core.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], **{**keywords, "eps": 1e-6})  # error: weight-decay-on-norm
