# The rates of the parameter groups are divided by the window instead of the loss.
import torch
import torch.nn.functional as F

ACC = 4


def m(model, loader, opt):
    for g in opt.param_groups:
        g["lr"] /= ACC
    for i, (x, y) in enumerate(loader):
        F.mse_loss(model(x), y).backward()
        if (i + 1) % ACC == 0:
            opt.step()
            opt.zero_grad()
