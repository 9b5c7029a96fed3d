# Backward and step stand in one method, the loop that calls it in another, and neither clears.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=lr)
        self.criterion = nn.CrossEntropyLoss()

    def train_step(self, x, y):
        loss = self.criterion(self.model(x), y)
        loss.backward()  # error: missing-zero-grad
        self.optimizer.step()
        self.optimizer.zero_grad()
        return loss.item()

    def train_epoch(self, loader):
        self.model.train()
        total = 0.0
        for x, y in loader:
            total += self.train_step(x, y)
        return total / len(loader)
