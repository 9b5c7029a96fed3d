# From a GPU, `.cpu()` makes a copy that no step reaches.
import torch
from torch import nn


def fit(model, train_loader, val_loader, epochs, device="cuda"):
    model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    best_loss, best_state = float("inf"), None
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses = [nn.functional.mse_loss(model(x.to(device)), y.to(device)).item() for x, y in val_loader]
        if sum(losses) < best_loss:
            best_loss = sum(losses)
            best_state = {k: v.cpu() for k, v in model.state_dict().items()}
    model.load_state_dict(best_state)
    return model
