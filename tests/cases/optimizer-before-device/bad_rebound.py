# The model is bound anew to what the move returns, behind a line for the log.
import torch
from torch import nn


def train(model, loader, device):
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.01)
    print(f"training on {device}")
    model = model.to(device)  # error: optimizer-before-device
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x.to(device)), y.to(device))
        loss.backward()
        optimizer.step()
