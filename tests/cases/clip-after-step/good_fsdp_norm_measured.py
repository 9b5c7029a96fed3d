# Must be silent: a threshold of infinity measures the sharded norm and changes nothing.
import math

import torch
from torch.distributed.fsdp import FullyShardedDataParallel as FSDP


def train(net, criterion, loader):
    model = FSDP(net)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
        print(model.clip_grad_norm_(math.inf))
