# Asking for the norm, or the sign, and dropping it is useless but edits nothing.
import torch


def warm_up(model):
    for p in model.parameters():
        p.grad.norm()
        p.grad.abs()
    torch.cuda.synchronize()
