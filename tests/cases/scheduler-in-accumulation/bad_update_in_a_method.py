# The update stands in a method of its own, so that the schedule that belongs there cannot be moved to it.
import torch
from torch import nn


class Learner:
    def __init__(self, model, loader, epochs, every):
        self.model = model
        self.loader = loader
        self.epochs = epochs
        self.every = every

    def _update(self, optimizer):
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()

    def fit(self):
        criterion = nn.CrossEntropyLoss()
        optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        updates = self.epochs * len(self.loader) // self.every
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, updates)
        for _ in range(self.epochs):
            for i, (inputs, labels) in enumerate(self.loader):
                loss = criterion(self.model(inputs), labels) / self.every
                loss.backward()
                if (i + 1) % self.every == 0:
                    self._update(optimizer)
                scheduler.step()  # error: scheduler-in-accumulation
