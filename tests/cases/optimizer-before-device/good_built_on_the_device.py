# The model is moved where it is built, in one expression.
import torch
from torch import nn


def train(loader, device):
    model = nn.Linear(20, 5).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x.to(device)), y.to(device))
        loss.backward()
        optimizer.step()
