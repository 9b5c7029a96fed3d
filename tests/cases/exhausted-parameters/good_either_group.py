# One of two displays is evaluated, and a sum over a display takes the iterator once.
import torch


def build(model, rate, decayed):
    named = model.named_parameters()
    chosen = [p for _, p in named] if decayed else [p for n, p in named if "bias" not in n]
    return torch.optim.SGD(chosen, lr=rate)


def size(model):
    params = model.parameters()
    return sum([p.numel() for p in params])
