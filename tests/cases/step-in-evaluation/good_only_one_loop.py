# A smoke test trains on the few examples that there are, whatever they are called.
import torch
from torch import nn


def overfit(model, test_data):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(100):
        for x, y in test_data:
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
