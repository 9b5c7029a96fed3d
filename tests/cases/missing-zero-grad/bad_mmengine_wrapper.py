# An OptimWrapper that is used method by method, not through update_params, has to be cleared by hand.
import torch
from mmengine.optim import AmpOptimWrapper
from torch.nn import functional as F


def train(model, loader):
    wrapper = AmpOptimWrapper(optimizer=torch.optim.SGD(model.parameters(), lr=0.01))
    for images, labels in loader:
        with wrapper.optim_context(model):
            loss = F.cross_entropy(model(images), labels)
        wrapper.backward(loss)  # error: missing-zero-grad
        wrapper.step()
