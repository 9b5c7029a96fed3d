# Must be silent: the optimizer is declared, in a string, and cleared wherever it is there.
from typing import Optional

import torch.nn.functional as F
from torch import nn


def train(net: nn.Module, o: Optional["torch.optim.AdamW"], batches):
    for x, y in batches:
        if o is not None:
            o.zero_grad()
        F.cross_entropy(net(x), y).backward()
        if o is not None:
            o.step()
