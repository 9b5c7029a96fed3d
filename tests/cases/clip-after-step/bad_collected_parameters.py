# Parameters of two models are put together in four ways; the clip of all comes behind the step.
import torch.nn.functional as F
from torch import optim
from torch.nn.utils import clip_grad_norm_


def train_unpacked(one, two, batches):
    update = optim.Adam([*one.parameters(), *two.parameters()])
    other = optim.SGD([two.extra], lr=0.1)
    for x, y in batches:
        update.zero_grad()
        other.zero_grad()
        F.cross_entropy(two(one(x)), y).backward()
        other.step()
        update.step()
        clip_grad_norm_([*one.parameters(), *two.parameters()], 1.0)  # error: clip-after-step


def train_added(one, two, batches):
    wanted = list(one.parameters())
    wanted += list(two.parameters())
    update = optim.Adam(wanted)
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(two(one(x)), y).backward()
        update.step()
        clip_grad_norm_(wanted, 1.0)  # error: clip-after-step


def train_named(one, batches):
    update = optim.Adam(dict(one.named_parameters()).values())
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(one(x), y).backward()
        update.step()
        clip_grad_norm_([p for _, p in one.named_parameters()], 1.0)  # error: clip-after-step


def train_filtered(one, batches):
    trainable = [p for p in one.parameters() if p.requires_grad]
    update = optim.Adam(filter(lambda p: p.requires_grad, one.parameters()))
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(one(x), y).backward()
        update.step()
        clip_grad_norm_(trainable, 1.0)  # error: clip-after-step
