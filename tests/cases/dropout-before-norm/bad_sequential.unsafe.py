# Dropout stands between a linear layer and its normalisation.
import torch
from torch import nn

model = nn.Sequential(
    nn.Linear(20, 64),
    nn.BatchNorm1d(64),  # error: dropout-before-norm
    nn.Dropout(0.5),
    nn.ReLU(),
    nn.Linear(64, 5),
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def fit(loader):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
