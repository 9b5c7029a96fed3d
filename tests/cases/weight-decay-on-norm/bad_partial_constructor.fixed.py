# The constructor got its decay by `functools.partial`, and keywords through a helper.
from functools import partial

from torch import nn, optim


def make(core, **keywords):
    return optim.AdamW([
        {"params": [p for p in core.parameters() if p.ndim > 1]},
        {"params": [p for p in core.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], **keywords)  # error: weight-decay-on-norm


def configure():
    core = nn.Sequential(nn.Linear(16, 16), nn.LayerNorm(16))
    algorithm = partial(optim.AdamW, lr=1e-3, weight_decay=0.1)
    one = algorithm([
        {"params": [p for p in core.parameters() if p.ndim > 1]},
        {"params": [p for p in core.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ])  # error: weight-decay-on-norm
    return one, make(core, lr=1e-3, weight_decay=0.1)
