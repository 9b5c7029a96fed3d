# A checkpoint is put together at the best epoch and written after the last one.
"""Trains a small regressor and writes the best checkpoint."""

import torch
from torch import nn

torch.manual_seed(7)
inputs = torch.randn(512, 12)
targets = inputs[:, :3].sum(dim=1, keepdim=True)
model = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
lowest = float("inf")
checkpoint = {}

for epoch in range(30):
    for batch in torch.randperm(384).split(32):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(inputs[batch]), targets[batch])
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        error = nn.functional.mse_loss(model(inputs[384:]), targets[384:]).item()
    if error < lowest:
        lowest = error
        checkpoint = {
            "epoch": epoch,
            "error": error,
            "model": model.state_dict(),  # error: aliased-best-state
        }

torch.save(checkpoint, "regressor.pt")
