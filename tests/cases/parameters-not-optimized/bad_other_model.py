# The optimizer was copied from the line above, and holds the parameters of the other network.
import torch
from torch import nn

coarse = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
fine = nn.Sequential(nn.Linear(20, 256), nn.ReLU(), nn.Linear(256, 5))
optimizer = torch.optim.SGD(coarse.parameters(), lr=0.1)  # error: parameters-not-optimized
criterion = nn.CrossEntropyLoss()

for step in range(1000):
    x, y = torch.randn(64, 20), torch.randint(0, 5, (64,))
    optimizer.zero_grad()
    loss = criterion(fine(x), y)
    loss.backward()
    optimizer.step()
