# Only the annotations say that `s` scales the loss and `o` is the optimizer it steps.
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.nn.utils import clip_grad_norm_


def train(net: nn.Module, o: optim.Optimizer, s: torch.amp.GradScaler, batches):
    for x, y in batches:
        o.zero_grad()
        s.scale(F.cross_entropy(net(x), y)).backward()
        clip_grad_norm_(net.parameters(), 1.0)  # error: clip-without-unscale
        s.step(o)
        s.update()
