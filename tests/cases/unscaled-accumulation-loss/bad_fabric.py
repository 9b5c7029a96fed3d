# fabric.backward divides nothing: four mean losses are summed before each step.
import torch
from lightning.fabric import Fabric
from torch.nn import functional as F


def main(model, loader, window):
    fabric = Fabric(devices=2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    model, optimizer = fabric.setup(model, optimizer)
    for i, (x, y) in enumerate(fabric.setup_dataloaders(loader)):
        with fabric.no_backward_sync(model, enabled=(i + 1) % window != 0):
            loss = F.cross_entropy(model(x), y)
            fabric.backward(loss)  # error: unscaled-accumulation-loss
        if (i + 1) % window == 0:
            optimizer.step()
            optimizer.zero_grad()
