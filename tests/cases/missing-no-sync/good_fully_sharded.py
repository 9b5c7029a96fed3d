# Must be silent: sharded gradients would have to be kept whole.
import torch
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel


def train(rank, model, loader, accumulate=8):
    model = FullyShardedDataParallel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / accumulate
        loss.backward()
        if (i + 1) % accumulate == 0 or i + 1 == len(loader):
            optimizer.step()
            optimizer.zero_grad()
