# All gradients are divided at once by torch._foreach_div_.
import torch
import torch.nn as nn
import torch.nn.functional as F

ACC = 4


def k(model, loader, opt):
    for i, (x, y) in enumerate(loader):
        F.mse_loss(model(x), y).backward()
        if i % ACC == ACC - 1:
            torch._foreach_div_([p.grad for p in model.parameters() if p.grad is not None], ACC)
            opt.step()
            opt.zero_grad()


def n(model, loader, opt):
    for i, (x, y) in enumerate(loader):
        (F.cross_entropy(model(x), y) / ACC).backward()
        if i % ACC == ACC - 1:
            opt.step()
            opt.zero_grad()
