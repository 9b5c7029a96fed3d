# What runs inside no_sync is thrown away: the gradients are only measured there.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(loader, probe, rank):
    model = DistributedDataParallel(nn.Linear(20, 5).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        with model.no_sync():
            criterion(model(probe[0]), probe[1]).backward()
            noise = nn.utils.get_total_norm([p.grad for p in model.parameters()])
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        print(noise.item(), loss.item())
