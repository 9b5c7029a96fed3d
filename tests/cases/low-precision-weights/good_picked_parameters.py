# Must be silent: the base is in bfloat16, and only what requires a gradient is trained, in full precision.
import torch
from torch import nn


def finetune(base, adapters, loader):
    base.to(torch.bfloat16)
    for parameter in base.parameters():
        parameter.requires_grad = False
    base.adapters = adapters
    optimizer = torch.optim.AdamW([p for p in base.parameters() if p.requires_grad], lr=1e-4)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.mse_loss(base(x), y).backward()
        optimizer.step()
