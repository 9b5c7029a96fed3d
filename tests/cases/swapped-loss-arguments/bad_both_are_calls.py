# Both arguments are computed in the call: in another order they would be computed in another order.
import torch
from torch import nn


def fit(model, loader):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(y.float(), model(x))  # error: swapped-loss-arguments
        loss.backward()
        optimizer.step()
