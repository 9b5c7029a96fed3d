# MMEngine divides in update_params by its own count, which the loop below only prints by.
import torch
from mmengine.optim import OptimWrapper
from torch.nn import functional as F


def train(model, loader, window=4):
    wrapper = OptimWrapper(torch.optim.SGD(model.parameters(), lr=0.1), accumulative_counts=window)
    for i, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y)
        wrapper.update_params(loss)
        if i % window == 0:
            print(loss.item())
