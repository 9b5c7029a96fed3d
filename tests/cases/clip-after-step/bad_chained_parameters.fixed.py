# The parameters of several models are chained from a generator, behind the step of the optimizer of all.
import itertools

import torch.nn.functional as F
from torch import optim
from torch.nn.utils import clip_grad_norm_


def train_chained(one, two, batches):
    update = optim.Adam(itertools.chain.from_iterable([one.parameters(), two.parameters()]))
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(two(one(x)), y).backward()
        every = itertools.chain.from_iterable(net.parameters() for net in (one, two))
        clip_grad_norm_(every, 1.0)  # error: clip-after-step
        update.step()
