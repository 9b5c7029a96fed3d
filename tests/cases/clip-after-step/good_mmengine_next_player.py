# Must be silent: an OptimWrapper clips, steps and clears by itself; the clip below belongs to another model.
import torch
from mmengine.optim import OptimWrapper
from torch.nn import functional as F


def train(model, teacher, loader):
    wrapper = OptimWrapper(torch.optim.SGD(model.parameters(), lr=0.1), clip_grad=dict(max_norm=1.0))
    optimizer = torch.optim.SGD(teacher.parameters(), lr=0.1)
    for x, y in loader:
        wrapper.update_params(F.cross_entropy(model(x), y))
        optimizer.zero_grad()
        F.cross_entropy(teacher(x), y).backward()
        torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
        optimizer.step()
