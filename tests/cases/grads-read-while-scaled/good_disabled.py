# Must be silent: the scaler is switched off, and the gradients are what they are.
import torch
from torch import nn

model = nn.Linear(32, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cuda", enabled=False)

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    scaler.scale(loss).backward()
    print(torch.linalg.vector_norm(model.weight.grad))
    scaler.step(optimizer)
    scaler.update()
