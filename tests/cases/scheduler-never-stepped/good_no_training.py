# Must be silent: a schedule is only built, to see that its constructor takes what it is given.
import torch
from torch import nn


def check(milestones):
    optimizer = torch.optim.SGD(nn.Linear(2, 2).parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=milestones)
    optimizer.step()
    assert milestones == sorted(milestones)
