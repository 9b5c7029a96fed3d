# The threshold is a parameter whose default is infinity: the call only measures.
import torch.nn.functional as F
from torch import nn


def measure(model, opt, loader, MAX=float("inf")):
    for x, y in loader:
        opt.zero_grad()
        F.mse_loss(model(x), y).backward()
        opt.step()
        print(nn.utils.clip_grad_norm_(model.parameters(), max_norm=MAX))
