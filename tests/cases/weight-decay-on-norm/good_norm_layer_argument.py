# The norm is whatever class the caller passes, by default none at all.
import torch
from torch import nn


class ConvBlock(nn.Module):
    def __init__(self, inputs, outputs, norm_layer=None):
        super().__init__()
        norm_layer = norm_layer or nn.Identity
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.norm = norm_layer(outputs)

    def forward(self, x):
        return torch.relu(self.norm(self.conv(x)))


class Net(nn.Module):
    def __init__(self, norm_layer=None):
        super().__init__()
        self.block = ConvBlock(3, 32, norm_layer)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        return self.head(self.block(x).mean(dim=(2, 3)))


def train(loader):
    model = Net()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
