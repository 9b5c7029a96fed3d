# Methods of a tensor, one after the other, in the forward of a classifier.
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.head = nn.Linear(width, classes)

    def forward(self, features):
        return self.head(features).softmax(dim=1).log()  # error: log-of-softmax


def train(loader):
    model = Classifier(64, 7)
    criterion = nn.NLLLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
