# One method wraps the model and another one accumulates.
import contextlib

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class Trainer:
    def __init__(self, model, loader, window):
        self.model = DistributedDataParallel(model)
        self.loader = loader
        self.window = window
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-3)

    def train_epoch(self):
        for i, (inputs, labels) in enumerate(self.loader):
            last = (i + 1) % self.window == 0 or i + 1 == len(self.loader)
            with contextlib.nullcontext() if last else self.model.no_sync():
                loss = self.criterion(self.model(inputs), labels) / self.window
                loss.backward()  # error: missing-no-sync
            if last:
                self.optimizer.step()
                self.optimizer.zero_grad()
