# Each of the micro-batches that are fetched for one step is followed by a clip.
import torch
from torch import nn


def get_batch(split):
    return torch.randn(8, 32), torch.randint(0, 10, (8,))


model = nn.Sequential(nn.Linear(32, 64), nn.GELU(), nn.Linear(64, 10))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()
micro_steps = 5

for iteration in range(500):
    for micro_step in range(micro_steps):
        x, y = get_batch("train")
        loss = criterion(model(x), y) / micro_steps
        loss.backward()
        nn.utils.clip_grad_value_(model.parameters(), 0.5)  # error: clip-in-accumulation
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
