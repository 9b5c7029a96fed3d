# The state of the last epoch is kept, and no step follows it.
import torch
from torch import nn


def fit(model, loader, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    final, history = None, []
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        history.append(loss.item())
        if epoch == epochs - 1:
            final = model.state_dict()
        latest = model.state_dict()
    torch.save({"final": final, "latest": latest}, "last.pt")
    return history
