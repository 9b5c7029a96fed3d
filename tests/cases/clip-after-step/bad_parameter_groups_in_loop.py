# The groups of the optimizer are walked, or flattened, to be clipped behind the step.
import torch.nn.functional as F
from torch import optim
from torch.nn.utils import clip_grad_norm_


def train_each_group(net, optimizer, batches):
    for x, y in batches:
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        for group in optimizer.param_groups:
            clip_grad_norm_(group["params"], 1.0)  # error: clip-after-step


def train_flat(net, batches):
    update = optim.Adam(net.parameters())
    for x, y in batches:
        update.zero_grad()
        F.cross_entropy(net(x), y).backward()
        update.step()
        every = [p for group in update.param_groups for p in group["params"]]
        clip_grad_norm_(every, 1.0)  # error: clip-after-step
