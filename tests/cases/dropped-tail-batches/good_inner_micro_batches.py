# Must be silent: each step fetches all of its micro-batches itself.
import torch
from torch import nn


def get_batch(split):
    return torch.randn(8, 32), torch.randint(0, 10, (8,))


model = nn.Linear(32, 10)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()

for iteration in range(500):
    optimizer.zero_grad()
    for micro_step in range(5):
        x, y = get_batch("train")
        loss = criterion(model(x), y) / 5
        loss.backward()
    optimizer.step()
