# A trainer class that builds model and optimizer in its constructor and trains in another method; the model normalises with BatchNorm.
import torch
from torch import nn


class Regressor(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(features, hidden),
            nn.BatchNorm1d(hidden),
            nn.ReLU(),
            nn.Linear(hidden, 1),
        )

    def forward(self, x):
        return self.layers(x).squeeze(-1)


class Trainer:
    def __init__(self, loader, lr=1e-3):
        self.loader = loader
        self.model = Regressor(8, 64)
        self.criterion = nn.MSELoss()
        self.optimizer = torch.optim.Adam([
            {"params": [p for p in self.model.parameters() if p.ndim > 1]},
            {"params": [p for p in self.model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
        ], lr=lr, weight_decay=1e-4)  # error: weight-decay-on-norm

    def train_epoch(self):
        self.model.train()
        total = 0.0
        for x, y in self.loader:
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.criterion(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        return total / len(self.loader)

    def fit(self, epochs):
        for epoch in range(epochs):
            print(epoch, self.train_epoch())
