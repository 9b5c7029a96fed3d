# The sum begins anew in each round: it holds the terms of one batch, which backward is about.
import torch
from torch import nn


def train(model, loader, parts):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        total = 0.0
        for part in range(parts):
            loss = nn.functional.cross_entropy(model(x[part::parts]), y[part::parts]) / parts
            loss.backward()
            total += loss
        optimizer.step()
        print(float(total))
