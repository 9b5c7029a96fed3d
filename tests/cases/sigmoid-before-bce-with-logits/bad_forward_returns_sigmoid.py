# The model's forward returns probabilities, and the criterion is kept by the trainer.
import torch
from torch import nn


class Scorer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(width, 64), nn.ReLU())
        self.out = nn.Linear(64, 1)

    def forward(self, x):
        return torch.sigmoid(self.out(self.body(x)))


class Trainer:
    def __init__(self, width):
        self.model = Scorer(width)
        self.criterion = nn.BCEWithLogitsLoss(reduction="mean")
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)

    def fit(self, loader, epochs):
        for _ in range(epochs):
            self.model.train()
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)  # error: sigmoid-before-bce-with-logits
                loss.backward()
                self.optimizer.step()
