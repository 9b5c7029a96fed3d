# The loop is left when the error is small enough, with the weights that made it so.
import torch
from torch import nn


def fit(model, train_loader, val_loader, epochs, stop_at=1e-3):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            val_loss = sum(nn.functional.mse_loss(model(x), y).item() for x, y in val_loader)
        if val_loss < stop_at:
            break
    return model
