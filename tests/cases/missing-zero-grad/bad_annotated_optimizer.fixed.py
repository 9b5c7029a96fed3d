# The parameter is called `o`, but it is declared to be an optimizer that may be missing.
from __future__ import annotations

import torch.nn.functional as F
from torch import nn, optim


def train(net: nn.Module, o: optim.Optimizer | None, batches):
    for x, y in batches:
        F.cross_entropy(net(x), y).backward()  # error: missing-zero-grad
        if o is not None:
            o.step()
            o.zero_grad()
