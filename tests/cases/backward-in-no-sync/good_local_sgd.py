# Local SGD steps on the gradients of each rank, and averages the weights now and then.
import torch
from torch import nn
from torch.distributed.algorithms.model_averaging.averagers import PeriodicModelAverager
from torch.nn.parallel import DistributedDataParallel


def train(loader, rank):
    model = DistributedDataParallel(nn.Linear(20, 5).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    averager = PeriodicModelAverager(period=4, warmup_steps=100)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        with model.no_sync():
            loss = criterion(model(x), y)
            loss.backward()
        optimizer.step()
        averager.average_parameters(model.parameters())
