# Class whose model, criterion, optimizer and window are attributes and whose step stands in its own method: backward runs on the raw mean loss.
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(inputs, 100), nn.ReLU())
        self.head = nn.Linear(100, classes)

    def forward(self, x):
        return self.head(self.body(x))


class Experiment:
    def __init__(self, config):
        self.accumulate = config["accumulate"]
        self.model = Classifier(config["inputs"], config["classes"])
        self.criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=config["lr"])
        self.history = []

    def fit(self, loader, epochs):
        for _ in range(epochs):
            self._fit_epoch(loader)

    def _fit_epoch(self, loader):
        self.model.train()
        self.optimizer.zero_grad()
        for index, (x, y) in enumerate(loader):
            loss = self.criterion(self.model(x), y)
            loss.backward()  # error: unscaled-accumulation-loss
            self.history.append(loss.item())
            if (index + 1) % self.accumulate == 0:
                self._update()

    def _update(self):
        self.optimizer.step()
        self.optimizer.zero_grad()
