# The import also brings what became more than another name.
import torch
from torch.cuda.amp import autocast, custom_bwd, custom_fwd


class Square(torch.autograd.Function):
    @staticmethod
    @custom_fwd
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    @custom_bwd
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return 2 * x * grad


def energy(x):
    with autocast():  # error: deprecated-cuda-amp
        return Square.apply(x).sum()
