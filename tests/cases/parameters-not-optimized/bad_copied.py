# The model is copied after the optimizer was built, and the copy is trained.
import copy

import torch
from torch import nn

model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)  # error: parameters-not-optimized
model = copy.deepcopy(model)
criterion = nn.CrossEntropyLoss()

for step in range(100):
    x, y = torch.randn(32, 20), torch.randint(0, 5, (32,))
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()
