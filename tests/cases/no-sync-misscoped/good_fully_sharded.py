# Fully sharded parallelism decides while it goes backward, so that no_sync around that is enough.
import torch
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel
from torch.nn.parallel import DistributedDataParallel


def train(loader, rank, sharded, window=4):
    wrapper = FullyShardedDataParallel if sharded else DistributedDataParallel
    model = wrapper(nn.Linear(20, 5).to(rank))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y) / window
        if (i + 1) % window:
            with model.no_sync():
                loss.backward()
        else:
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
