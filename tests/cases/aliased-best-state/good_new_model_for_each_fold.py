# Each fold trains a model of its own, so that the best one is never trained again.
import torch
from torch import nn


def train(model, loader, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()


def cross_validate(folds, width, epochs):
    best_loss, best_state, best_model = float("inf"), None, None
    for train_loader, val_loader in folds:
        model = nn.Sequential(nn.Linear(width, 32), nn.ReLU(), nn.Linear(32, 1))
        train(model, train_loader, epochs)
        with torch.no_grad():
            val_loss = sum(nn.functional.mse_loss(model(x), y).item() for x, y in val_loader)
        if val_loss < best_loss:
            best_loss = val_loss
            best_state = model.state_dict()
            best_model = model
    torch.save(best_state, "best_fold.pt")
    return best_model
