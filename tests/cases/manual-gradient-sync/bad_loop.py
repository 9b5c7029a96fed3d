# A loop from the days before the wrapper sums all gradients over the ranks, and divides.
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(loader, rank):
    model = DistributedDataParallel(nn.Linear(784, 10).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.flatten(1)), labels)
        loss.backward()
        for parameter in model.parameters():
            dist.all_reduce(parameter.grad.data, op=dist.ReduceOp.SUM)  # error: manual-gradient-sync
            parameter.grad.data /= dist.get_world_size()
        optimizer.step()
