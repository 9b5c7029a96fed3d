# What is best is written to a file at once, and what stands in a file does not change.
import torch
from torch import nn


def fit(model, train_loader, val_loader, epochs, path):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    best_loss = float("inf")
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            val_loss = sum(nn.functional.mse_loss(model(x), y).item() for x, y in val_loader)
        if val_loss < best_loss:
            best_loss = val_loss
            best_state = {"model": model.state_dict(), "epoch": epoch}
            torch.save(best_state, path)
    model.load_state_dict(torch.load(path)["model"])
    return model
