# An optimizer of the project's own, from another file, is never cleared.
import torch
import torch.nn.functional as F
from torch import nn

from optim import ScheduledOptim


def train(loader):
    model = nn.Linear(10, 2)
    optimizer = ScheduledOptim(torch.optim.Adam(model.parameters()), 512, 4000)
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        loss.backward()  # error: missing-zero-grad
        optimizer.step_and_update_lr()
