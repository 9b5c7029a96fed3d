# Under mixed precision the scaled loss goes backward inside no_sync, computed outside of it.
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def train(windows, rank):
    model = DistributedDataParallel(nn.Linear(784, 10).to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    scaler = torch.amp.GradScaler("cuda")
    for window in windows:
        optimizer.zero_grad()
        *others, last = window
        for x, y in others:
            with torch.autocast("cuda", dtype=torch.float16):
                loss = F.cross_entropy(model(x), y) / len(window)
            with model.no_sync():
                scaler.scale(loss).backward()  # error: no-sync-misscoped
        with torch.autocast("cuda", dtype=torch.float16):
            loss = F.cross_entropy(model(last[0]), last[1]) / len(window)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
