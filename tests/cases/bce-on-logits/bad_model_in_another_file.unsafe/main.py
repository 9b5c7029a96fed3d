# The loop imports the model and judges what it returns.
import torch
from network import Network
from torch import nn


def train(loader, epochs):
    model = Network(16)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(epochs):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)  # error: bce-on-logits
            loss.backward()
            optimizer.step()
