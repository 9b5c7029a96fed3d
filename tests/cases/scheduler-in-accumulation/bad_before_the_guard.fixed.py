# A class builds a one-cycle policy over its updates and advances it in front of the guard.
import math

import torch
from torch import nn


class Trainer:
    def __init__(self, model, config):
        self.model = model
        self.config = config
        self.criterion = nn.CrossEntropyLoss()

    def fit(self, train_loader):
        optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1, momentum=0.9)
        total_updates = math.ceil(len(train_loader) / self.config.accumulate) * self.config.epochs
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=total_updates)
        for epoch in range(self.config.epochs):
            self.model.train()
            for number, batch in enumerate(train_loader, start=1):
                loss = self.criterion(self.model(batch["x"]), batch["y"]) / self.config.accumulate
                loss.backward()
                if number % self.config.accumulate == 0:
                    optimizer.step()
                    schedule.step()  # error: scheduler-in-accumulation
                    optimizer.zero_grad()
