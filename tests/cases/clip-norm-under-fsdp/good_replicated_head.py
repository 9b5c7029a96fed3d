# The head is not part of the sharded model: its gradients are whole on each rank.
import torch
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel


def train(backbone, loader, rank):
    model = FullyShardedDataParallel(backbone, device_id=rank)
    head = nn.Linear(512, 10).to(rank)
    optimizer = torch.optim.SGD([*model.parameters(), *head.parameters()], lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for images, labels in loader:
        optimizer.zero_grad()
        criterion(head(model(images)), labels).backward()
        model.clip_grad_norm_(1.0)
        nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimizer.step()
