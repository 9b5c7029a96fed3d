# Sharded models are clipped by their method, others by the function.
import torch
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel


def train(net, loader, rank, sharded):
    model = net.to(rank)
    if sharded:
        model = FullyShardedDataParallel(model, device_id=rank)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.0)
    criterion = nn.MSELoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        if sharded:
            model.clip_grad_norm_(1.0)
        else:
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
