# The name stands for a gradient on one way only, and for a recorder on the other.
import torch


def record(p, recorder):
    if recorder is None:
        taken = p.grad
    else:
        taken = recorder
    taken.add(torch.ones(1))
    return taken
