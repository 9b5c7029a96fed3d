# The model takes the norm over all ranks by itself.
import torch
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel


def train(net, loader, rank):
    model = FullyShardedDataParallel(net, device_id=rank)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.0)
    criterion = nn.MSELoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        model.clip_grad_norm_(1.0)
        optimizer.step()
