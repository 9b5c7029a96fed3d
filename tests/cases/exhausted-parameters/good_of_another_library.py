# What another library calls parameters() is a list, which is counted first and then gone through.
import torch

from project.kernels import Kernel


def describe(kernel: Kernel, log):
    found = kernel.parameters()
    log(len(list(found)))
    for p in found:
        log(p.name, p.value)
    return torch.tensor([p.value for p in found])
