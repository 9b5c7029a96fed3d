# What else the class is given cannot be seen, and may decouple the decay.
import torch
from torch import nn


def train(loader, options):
    model = nn.Linear(128, 8)
    optimizer = torch.optim.Adam(model.parameters(), weight_decay=0.01, **options)
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
