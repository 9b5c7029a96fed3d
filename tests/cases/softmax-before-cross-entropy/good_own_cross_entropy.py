# The file defines its own `cross_entropy`, which expects probabilities and takes their clamped logarithm.
import torch
from torch import nn


def cross_entropy(probabilities, labels, eps=1e-8):
    picked = probabilities.gather(1, labels.unsqueeze(1)).squeeze(1)
    return -torch.log(picked.clamp_min(eps)).mean()


class CrossEntropyLoss(nn.Module):
    def forward(self, probabilities, labels):
        return cross_entropy(probabilities, labels)


def train(loader, features, classes):
    model = nn.Sequential(nn.Linear(features, classes), nn.Softmax(dim=1))
    criterion = CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        probabilities = model(x)
        loss = criterion(probabilities, y)
        loss.backward()
        optimizer.step()
