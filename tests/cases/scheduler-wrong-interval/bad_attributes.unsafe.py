# A trainer's constructor lays its policy out over all batches, and its method advances it once for each epoch.
import torch
from torch import nn
from torch.optim import lr_scheduler


class Trainer:
    def __init__(self, model, config, loader):
        self.model = model
        self.config = config
        self.loader = loader
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=config.rate)
        steps = self.config.epochs * len(self.loader)
        self.scheduler = lr_scheduler.OneCycleLR(self.optimizer, config.rate, total_steps=steps)

    def fit(self):
        for epoch in range(self.config.epochs):
            self.model.train()
            for inputs, labels in self.loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(inputs), labels)
                loss.backward()
                self.optimizer.step()
                self.scheduler.step()  # error: scheduler-wrong-interval
