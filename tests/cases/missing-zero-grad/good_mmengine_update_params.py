# Must be silent: update_params divides, goes backward, and at the end of each window steps and clears.
import torch
from mmengine.optim import OptimWrapper
from torch.nn import functional as F


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    optim_wrapper = OptimWrapper(optimizer, accumulative_counts=4, clip_grad=dict(max_norm=1.0))
    for images, labels in loader:
        with optim_wrapper.optim_context(model):
            loss = F.cross_entropy(model(images), labels)
        optim_wrapper.update_params(loss)
