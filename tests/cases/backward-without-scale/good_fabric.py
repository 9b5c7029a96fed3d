# Must be silent: Fabric scales within its own backward.
import torch
from lightning.fabric import Fabric
from torch import nn

fabric = Fabric(accelerator="cuda", precision="16-mixed")
model = nn.Linear(32, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model, optimizer = fabric.setup(model, optimizer)

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    fabric.backward(loss)
    optimizer.step()
