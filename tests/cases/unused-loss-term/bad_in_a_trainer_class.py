# A trainer computes a consistency term behind a condition, and backward never hears of it.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, warmup):
        self.model = model
        self.warmup = warmup
        self.supervised = nn.CrossEntropyLoss()
        self.consistency = nn.MSELoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.03)

    def epoch(self, number, loader):
        self.model.train()
        for index, (weak, strong, label) in enumerate(loader):
            output = self.model(weak)
            loss = self.supervised(output, label)
            if number > self.warmup:
                agreement = 0.5 * self.consistency(self.model(strong), output.detach())  # error: unused-loss-term
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            if index % 100 == 0:
                print(number, index, loss.item())
