# One model is wrapped; the gradients of the other one are averaged by hand, which it needs.
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(loader, rank):
    encoder = DistributedDataParallel(nn.Linear(784, 64).to(rank), device_ids=[rank])
    head = nn.Linear(64, 10).to(rank)
    optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(head(encoder(images.flatten(1))), labels)
        loss.backward()
        for parameter in head.parameters():
            dist.all_reduce(parameter.grad)
            parameter.grad /= dist.get_world_size()
        optimizer.step()
