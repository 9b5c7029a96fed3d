# Five micro-batches are fetched for each step, and each is divided by the four there were before.
import torch
from torch import nn


def get_batch(split):
    return torch.randn(8, 32), torch.randint(0, 10, (8,))


model = nn.Sequential(nn.Linear(32, 64), nn.GELU(), nn.Linear(64, 10))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()

for iteration in range(500):
    for micro_step in range(5):
        x, y = get_batch("train")
        loss = criterion(model(x), y).div(4)
        loss.backward()  # error: wrong-accumulation-divisor
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
