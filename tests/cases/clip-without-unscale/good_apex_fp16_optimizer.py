# Must be silent: apex's FP16_Optimizer scales in backward and returns the gradients to their size before it clips.
import torch
from apex.fp16_utils import FP16_Optimizer
from torch.nn import functional as F


def train(model, loader):
    optimizer = FP16_Optimizer(torch.optim.SGD(model.parameters(), lr=0.1), dynamic_loss_scale=True)
    for x, y in loader:
        optimizer.zero_grad()
        optimizer.backward(F.cross_entropy(model(x), y))
        optimizer.clip_master_grads(1.0)
        optimizer.step()
