# The sigmoid is the last layer of a stack, and the loss gets what the layer in front of it gives.
import torch
from torch import nn


class Matcher(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.token = nn.Sequential(nn.Linear(width, 1), nn.Sigmoid())
        self.criterion = nn.BCEWithLogitsLoss()

    def forward(self, x):
        return self.token(x)

    def loss(self, x, y):
        return self.criterion(self.token[0](x), y)


def train(loader):
    model = Matcher(32)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in loader:
        optimizer.zero_grad()
        loss = model.loss(x, y)
        loss.backward()
        optimizer.step()
