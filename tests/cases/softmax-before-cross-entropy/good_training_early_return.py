# Two exits of forward: `if self.training: return x` comes first, so the softmax below it is for inference.
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.net = nn.Linear(inputs, classes)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
        x = self.net(x)
        if self.training:
            return x
        return self.softmax(x)


class Runner:
    def __init__(self, inputs, classes):
        self.model = Classifier(inputs, classes)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)

    def train(self, loader):
        self.model.train()
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x), y)
            loss.backward()
            self.optimizer.step()

    @torch.no_grad()
    def predict(self, x):
        self.model.eval()
        return self.model(x)
