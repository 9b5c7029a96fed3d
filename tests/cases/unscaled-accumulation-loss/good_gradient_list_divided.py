# The gradients are collected in a list and divided by hand before the step.
import torch
import torch.nn.functional as F


def k(model, loader, opt, ACC=4):
    for i, (x, y) in enumerate(loader):
        F.mse_loss(model(x), y).backward()
        if i % ACC == ACC - 1:
            grads = [p.grad for p in model.parameters() if p.grad is not None]
            for g in grads:
                g.div_(ACC)
            opt.step()
            opt.zero_grad()
