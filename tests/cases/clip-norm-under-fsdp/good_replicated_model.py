# Under DDP each rank holds all gradients, and the function sees the whole norm.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(net, loader, rank):
    model = DistributedDataParallel(net.to(rank), device_ids=[rank])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.0)
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
