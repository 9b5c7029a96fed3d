# Must be silent: the optimizer steps in one function, and the schedule advances in the one that is called next.
import torch
from torch import nn


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        self.scheduler = torch.optim.lr_scheduler.StepLR(self.optimizer, 10)

    def train(self, loader):
        self.model.train()
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = nn.functional.cross_entropy(self.model(x), y)
            loss.backward()
            self.optimizer.step()

    def validate(self, loader):
        self.model.eval()
        with torch.no_grad():
            correct = sum((self.model(x).argmax(1) == y).sum().item() for x, y in loader)
        self.scheduler.step()
        return correct

    def fit(self, train_loader, val_loader):
        for _ in range(30):
            self.train(train_loader)
            print(self.validate(val_loader))
