# The step itself stands inside no_sync, behind the backward of a single batch.
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


class Trainer:
    def __init__(self, net, rank):
        self.net = DDP(net.to(rank), device_ids=[rank])
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=1e-4, weight_decay=0.0)
        self.criterion = nn.MSELoss()

    def fit(self, loader, epochs):
        for _ in range(epochs):
            for images, targets in loader:
                self.optimizer.zero_grad()
                with self.net.no_sync():
                    loss = self.criterion(self.net(images), targets)
                    loss.backward()
                    nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
                    self.optimizer.step()  # error: backward-in-no-sync
