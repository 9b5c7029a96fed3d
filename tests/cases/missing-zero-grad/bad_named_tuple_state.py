# A named tuple carries model and optimizer, and is unpacked before the loop.
from typing import Any, NamedTuple

import torch.nn.functional as F
from torch import nn, optim


class Progress(NamedTuple):
    core: nn.Module
    update: Any


def start(core):
    return Progress(core, optim.Adam(core.parameters()))


def train(core, batches):
    net, update = start(core)
    for x, y in batches:
        F.cross_entropy(net(x), y).backward()  # error: missing-zero-grad
        update.step()
