# The first and the last stage of a pipeline share an embedding, in a group of their own.
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(loader, stage, data_group, embedding_group):
    model = DistributedDataParallel(stage, process_group=data_group)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.0)
    criterion = nn.CrossEntropyLoss()
    for tokens, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(tokens).flatten(0, 1), labels.flatten())
        loss.backward()
        for parameter in model.parameters():
            dist.all_reduce(parameter.grad, group=embedding_group)
        optimizer.step()
