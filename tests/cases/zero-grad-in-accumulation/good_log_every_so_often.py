# Must be silent: the remainder decides about what is printed, and the step is made for every batch.
import torch
from torch import nn


def train(model, loader, log_every=50):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for i, (inputs, labels) in enumerate(loader):
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()
        if (i + 1) % log_every == 0:
            print(f"{i + 1}: {loss.item():.4f}")
