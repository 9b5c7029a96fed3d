# The forward pass has decided to average before no_sync is entered.
from contextlib import nullcontext

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")
model = DistributedDataParallel(nn.Linear(20, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
windows = 4

for i in range(100):
    x, y = torch.randn(16, 20), torch.randint(0, 5, (16,))
    loss = criterion(model(x), y) / windows
    last = i % windows == windows - 1
    with nullcontext() if last else model.no_sync():
        loss.backward()  # error: no-sync-misscoped
    if last:
        optimizer.step()
        optimizer.zero_grad()
