# Must be silent: fabric.clip_gradients works on gradients that Fabric has unscaled.
import torch
from lightning.fabric import Fabric


def main(model, loader, epochs=10):
    fabric = Fabric(accelerator="cuda", precision="16-mixed")
    fabric.launch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    model, optimizer = fabric.setup(model, optimizer)
    loader = fabric.setup_dataloaders(loader)
    model.train()
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x), y)
            fabric.backward(loss)
            fabric.clip_gradients(model, optimizer, max_norm=1.0)
            optimizer.step()
