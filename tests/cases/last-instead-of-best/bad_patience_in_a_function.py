# The training stops ten epochs after its best one, and returns what it has then.
import torch
from torch import nn


def fit(model, train_loader, val_loader, epochs=200, patience=10):
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
    criterion = nn.CrossEntropyLoss()
    best_loss, counter = float("inf"), 0
    for epoch in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        val_loss = 0.0
        with torch.no_grad():
            for x, y in val_loader:
                val_loss += criterion(model(x), y).item()
        if val_loss < best_loss:
            best_loss = val_loss
            counter = 0
        else:
            counter += 1
        if counter >= patience:  # error: last-instead-of-best
            print(f"stopped in epoch {epoch}")
            break
    return model, best_loss
