# Must be silent: gradients that were summed over the ranks are divided by how many ranks there are.
import torch
import torch.distributed as dist
from torch import nn


def train(model, loader, optimizer):
    world = dist.get_world_size()
    for inputs, labels in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), labels).backward()
        for p in model.parameters():
            dist.all_reduce(p.grad)
            p.grad /= world
        optimizer.step()
