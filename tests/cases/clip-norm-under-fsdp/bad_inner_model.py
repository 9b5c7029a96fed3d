# The clip names the model inside, whose parameters the wrapper has taken apart all the same.
import torch
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel


def train(loader, rank):
    net = nn.Sequential(nn.Linear(64, 256), nn.GELU(), nn.Linear(256, 64))
    sharded = FullyShardedDataParallel(net, device_id=rank)
    optimizer = torch.optim.Adam(sharded.parameters(), lr=1e-4)
    for x in loader:
        loss = (sharded(x) - x).square().mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)  # error: clip-norm-under-fsdp
        optimizer.step()
