# The helper goes backward and steps; the loop that calls it steps once more.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
batches = [(torch.randn(16, 20), torch.randint(0, 5, (16,))) for _ in range(32)]


def update(loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


for x, y in batches:
    update(criterion(model(x), y))
    optimizer.step()  # error: step-without-backward
