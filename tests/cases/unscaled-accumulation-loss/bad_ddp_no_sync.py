# Distributed accumulation under `no_sync()`: the all-reduce averages over the ranks, nobody averages over the micro-batches.
import contextlib

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(rank, loader, sampler, accumulation_steps, epochs):
    net = nn.Sequential(nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 50)).to(rank)
    model = DistributedDataParallel(net, device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)

    for epoch in range(epochs):
        sampler.set_epoch(epoch)
        model.train()
        optimizer.zero_grad(set_to_none=True)
        for i, (x, y) in enumerate(loader):
            x, y = x.to(rank), y.to(rank)
            update = (i + 1) % accumulation_steps == 0
            sync = contextlib.nullcontext() if update else model.no_sync()
            with sync:
                loss = F.cross_entropy(model(x), y)
                loss.backward()  # error: unscaled-accumulation-loss
            if update:
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
