# The methods of the trainer leave the mode alone, because fit() sets it around them.
import torch
from torch import nn


class Trainer:
    def __init__(self, features):
        self.model = nn.Sequential(nn.Linear(features, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 1))
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.criterion = nn.BCEWithLogitsLoss()

    def _train(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x).squeeze(1), y)
            loss.backward()
            self.optimizer.step()

    @torch.no_grad()
    def _validate(self, loader):
        losses = []
        for x, y in loader:
            losses.append(self.criterion(self.model(x).squeeze(1), y).item())
        return sum(losses) / len(losses)

    def fit(self, train_loader, val_loader, epochs):
        for epoch in range(epochs):
            self.model.train()
            self._train(train_loader)
            self.model.eval()
            print(epoch, self._validate(val_loader))
