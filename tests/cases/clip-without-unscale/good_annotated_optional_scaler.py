# Must be silent: the scaler is declared to be missing sometimes, and all three places ask for it.
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.nn.utils import clip_grad_norm_


def train(net: nn.Module, o: optim.Optimizer, s: "torch.amp.GradScaler | None", batches):
    for x, y in batches:
        o.zero_grad()
        loss = F.cross_entropy(net(x), y)
        if s is None:
            loss.backward()
        else:
            s.scale(loss).backward()
            s.unscale_(o)
        clip_grad_norm_(net.parameters(), 1.0)
        if s is None:
            o.step()
        else:
            s.step(o)
            s.update()
