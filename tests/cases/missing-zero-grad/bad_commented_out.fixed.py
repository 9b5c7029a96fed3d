# The call is there, as a comment, left from an experiment.
import torch
from torch import nn


class Head(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.fc1 = nn.Linear(width, width)
        self.fc2 = nn.Linear(width, classes)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


def probe(features, labels, classes, epochs=100):
    head = Head(features.size(1), classes)
    optim = torch.optim.SGD(head.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        optim.zero_grad()
        output = head(features)
        loss = criterion(output, labels)
        # optim.zero_grad()
        loss.backward()  # error: missing-zero-grad
        optim.step()
    return head
