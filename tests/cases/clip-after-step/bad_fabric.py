# Fabric unscales before it clips, but the step has used the gradients by then.
import torch
from lightning.fabric import Fabric
from torch.nn import functional as F


def main(model, loader):
    fabric = Fabric(precision="16-mixed")
    fabric.launch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    model, optimizer = fabric.setup(model, optimizer)
    for x, y in fabric.setup_dataloaders(loader):
        optimizer.zero_grad()
        fabric.backward(F.cross_entropy(model(x), y))
        optimizer.step()
        fabric.clip_gradients(model, optimizer, clip_val=0.5)  # error: clip-after-step
