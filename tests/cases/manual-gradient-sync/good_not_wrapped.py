# Nobody else averages here: the file mentions DistributedDataParallel as what it does without.
import torch
import torch.distributed as dist
from torch import nn

WRAPPERS = {"ddp": nn.parallel.DistributedDataParallel}


def train(loader, rank):
    model = nn.Linear(784, 10).to(rank)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images.flatten(1)), labels)
        loss.backward()
        for parameter in model.parameters():
            dist.all_reduce(parameter.grad)
            parameter.grad /= dist.get_world_size()
        optimizer.step()
