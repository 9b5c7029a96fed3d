# Every tensor is cloned, in a comprehension or on its way to the CPU.
import torch
from torch import nn


def fit(model, train_loader, val_loader, epochs, keep_on_cpu):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    best_loss = float("inf")
    best_state = None
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
            if keep_on_cpu:
                best_state = {k: v.detach().cpu().clone() for k, v in model.state_dict().items()}
            else:
                best_state = {k: v.clone() for k, v in model.state_dict().items()}
    model.load_state_dict(best_state)
    return model
