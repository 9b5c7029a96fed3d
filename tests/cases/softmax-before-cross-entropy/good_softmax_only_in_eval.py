# Forward returns logits while training and probabilities in eval mode only (`if not self.training`).
import torch
import torch.nn.functional as F
from torch import nn


class Detector(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, stride=2)
        self.head = nn.Linear(32, classes)

    def forward(self, x):
        scores = self.head(F.relu(self.stem(x)).mean(dim=(2, 3)))
        if not self.training:
            scores = F.softmax(scores, dim=1)
        return scores


def train(loader, classes, epochs):
    model = Detector(classes)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(epochs):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
