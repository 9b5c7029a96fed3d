# The class is imported by its name, and its schedule advances with every batch.
import torch
from torch.nn import functional as F
from torch.optim.lr_scheduler import ReduceLROnPlateau


def fit(model, loader, epochs):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    plateau = ReduceLROnPlateau(optimizer, factor=0.1, patience=1000)
    for _ in range(epochs):
        for inputs, targets in loader:
            loss = F.mse_loss(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            plateau.step()  # error: plateau-without-metric
