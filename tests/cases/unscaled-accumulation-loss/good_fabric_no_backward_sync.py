# Fabric: `fabric.backward` runs on the loss divided by the window, and the sync is skipped on all micro-batches but the last.
import lightning as L
import torch
import torch.nn.functional as F
from torch import nn


def main(loader, accumulate=8):
    fabric = L.Fabric(accelerator="auto", devices=2)
    fabric.launch()
    model = nn.Sequential(nn.Linear(100, 100), nn.GELU(), nn.Linear(100, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    model, optimizer = fabric.setup(model, optimizer)
    loader = fabric.setup_dataloaders(loader)

    model.train()
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        accumulating = (i + 1) % accumulate != 0
        with fabric.no_backward_sync(model, enabled=accumulating):
            loss = F.cross_entropy(model(x), y)
            fabric.backward(loss / accumulate)
        if not accumulating:
            fabric.clip_gradients(model, optimizer, max_norm=1.0)
            optimizer.step()
            optimizer.zero_grad()
