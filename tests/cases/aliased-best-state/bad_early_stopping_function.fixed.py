# The best weights of an early stopping are the live ones, and loading them changes nothing.
import copy

import torch
from torch import nn


def evaluate(model, loader, criterion):
    model.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in loader:
            total += criterion(model(x), y).item()
    return total / len(loader)


def fit(model, train_loader, val_loader, epochs=100, patience=10):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
    best_loss, best_weights, waited = float("inf"), None, 0
    for epoch in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        val_loss = evaluate(model, val_loader, criterion)
        if val_loss < best_loss:
            best_loss, waited = val_loss, 0
            best_weights = copy.deepcopy(model.state_dict())  # error: aliased-best-state
        else:
            waited += 1
            if waited >= patience:
                break
    model.load_state_dict(best_weights)
    return model
