# Between backward and step, an exponential decay advances with its optimizer behind it.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.criterion = nn.CrossEntropyLoss()

    def fit(self):
        optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)
        scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.99)
        for inputs, labels in self.loader:
            optimizer.zero_grad()
            loss = self.criterion(self.model(inputs), labels)
            loss.backward()
            scheduler.step()  # error: scheduler-before-optimizer
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            optimizer.step()
