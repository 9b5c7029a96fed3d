# A sharded model clips by a method of its own, which comes too late here.
import torch
from torch.distributed.fsdp import FullyShardedDataParallel as FSDP
from torch.nn import functional as F


def train(net, loader):
    model = FSDP(net)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        model.clip_grad_norm_(1.0)  # error: clip-after-step
