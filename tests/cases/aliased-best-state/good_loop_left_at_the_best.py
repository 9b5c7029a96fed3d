# The loop is left as soon as the score is reached, and nothing trains after that.
import torch
from torch import nn


def fit(model, train_loader, val_loader, epochs, goal):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    best_state = None
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            val_loss = sum(nn.functional.mse_loss(model(x), y).item() for x, y in val_loader)
        if val_loss < goal:
            best_state = model.state_dict()
            break
    if best_state is not None:
        torch.save(best_state, "reached.pt")
    return model
