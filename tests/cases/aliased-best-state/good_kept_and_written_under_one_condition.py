# What is written was kept in the same pass, because the same condition decides about both.
import torch
from torch import nn


def fit(model, train_loader, val_loader, epochs, path):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    best_loss, best_state = float("inf"), None
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            val_loss = sum(nn.functional.mse_loss(model(x), y).item() for x, y in val_loader)
        is_best = val_loss < best_loss
        if is_best:
            best_loss = val_loss
            best_state = model.state_dict()
        print(f"{epoch}: {val_loss:.4f}")
        if is_best:
            torch.save({"loss": best_loss, "model": best_state}, path)
    return best_loss
