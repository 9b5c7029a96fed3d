# Two classes in one file: the gate returns a softmax and is used as mixing weights, the expert returns logits.
import torch
from torch import nn


class Gate(nn.Module):
    def __init__(self, inputs, experts):
        super().__init__()
        self.linear = nn.Linear(inputs, experts)

    def forward(self, x):
        return torch.softmax(self.linear(x), dim=1)


class Mixture(nn.Module):
    def __init__(self, inputs, classes, experts=4):
        super().__init__()
        self.gate = Gate(inputs, experts)
        self.experts = nn.ModuleList(nn.Linear(inputs, classes) for _ in range(experts))

    def forward(self, x):
        weights = self.gate(x)
        votes = torch.stack([expert(x) for expert in self.experts], dim=1)
        return (weights.unsqueeze(2) * votes).sum(dim=1)


def train(loader, inputs, classes):
    model = Mixture(inputs, classes)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
