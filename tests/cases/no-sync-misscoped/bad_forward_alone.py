# The forward passes stand inside no_sync, the backward of their sum outside.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


class Trainer:
    def __init__(self, net, rank):
        self.net = DDP(net.to(rank), device_ids=[rank])
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=1e-4, weight_decay=0.0)
        self.criterion = nn.MSELoss()

    def step(self, one, two):
        with self.net.no_sync():
            first = self.net(one)
            second = self.net(two)
        loss = self.criterion(first, second)
        self.optimizer.zero_grad()
        loss.backward()  # error: no-sync-misscoped
        self.optimizer.step()
