# A trainer measures its accuracy on a batch before it trains on it, all under one autocast.
import torch
from torch import nn


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.scaler = torch.amp.GradScaler("cuda")

    @torch.no_grad()
    def accuracy(self, x, y):
        return (self.model(x).argmax(1) == y).float().mean()

    def step(self, x, y):
        self.optimizer.zero_grad()
        with torch.amp.autocast("cuda"):
            accuracy = self.accuracy(x, y)
            loss = nn.functional.cross_entropy(self.model(x), y)  # error: no-grad-then-grad-in-autocast
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return accuracy
