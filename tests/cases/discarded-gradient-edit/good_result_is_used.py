# What comes out is kept, returned, printed or compared: nobody wanted to change the gradient.
import torch


def histogram(model, log):
    clamped = [p.grad.clamp(-1, 1) for p in model.parameters()]
    for p in model.parameters():
        log(p.grad.mul(100).abs().max().item())
        print(p.grad / p.norm())
    return torch.cat([c.flatten() for c in clamped])
