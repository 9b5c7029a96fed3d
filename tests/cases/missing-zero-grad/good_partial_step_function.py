# Must be silent: one partial is told to clear, around the other one the caller clears.
import functools

import torch.nn.functional as F
from torch import nn, optim


def advance(core, update, x, y, clear=False):
    if clear:
        update.zero_grad()
    F.cross_entropy(core(x), y).backward()
    update.step()


def train(batches):
    core = nn.Linear(16, 4)
    update = optim.Adam(core.parameters())
    once = functools.partial(advance, core, update, clear=True)
    for x, y in batches:
        once(x, y)


def train_clearing(batches):
    core = nn.Linear(16, 4)
    update = optim.Adam(core.parameters())
    once = functools.partial(advance, core, update)
    for x, y in batches:
        update.zero_grad()
        once(x, y)
