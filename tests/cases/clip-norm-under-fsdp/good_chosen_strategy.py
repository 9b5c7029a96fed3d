# The strategy comes from the configuration, and may be one that shards nothing.
import torch
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel


def train(net, loader, rank, config):
    model = FullyShardedDataParallel(net, device_id=rank, sharding_strategy=config.strategy)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.0)
    criterion = nn.MSELoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
