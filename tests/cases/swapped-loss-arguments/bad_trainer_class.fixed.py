# A trainer keeps the criterion, and an enumerate loop unpacks what the loader gives.
import torch
from torch import nn


class Trainer:
    def __init__(self, model, loader):
        self.model = model
        self.loader = loader
        self.criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)

    def epoch(self):
        self.model.train()
        for index, (inputs, classes) in enumerate(self.loader):
            outputs = self.model(inputs)
            loss = self.criterion(outputs, classes)  # error: swapped-loss-arguments
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
