# A threshold of a thousandth clips every step of a small classifier.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for _ in range(200):
    x, y = torch.randn(32, 20), torch.randint(0, 5, (32,))
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1e-3)  # error: tiny-clip-threshold
    optimizer.step()
