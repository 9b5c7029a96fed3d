# The trainer wraps its network in the constructor, and makes its loader of eight there.
import torch
import torch.nn as nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, DistributedSampler


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.norm = nn.BatchNorm2d(16)
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        return self.head(self.norm(self.conv(x)).mean((2, 3)))


class Trainer:
    def __init__(self, dataset, rank):
        self.sampler = DistributedSampler(dataset)
        self.loader = DataLoader(dataset, 8, sampler=self.sampler, num_workers=4)
        self.net = DDP(Net().to(rank), device_ids=[rank])  # error: unsynced-batchnorm
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=1e-3)
        self.criterion = nn.CrossEntropyLoss()

    def fit(self, epochs):
        for epoch in range(epochs):
            self.sampler.set_epoch(epoch)
            for x, y in self.loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.net(x), y)
                loss.backward()
                self.optimizer.step()
