# The loop over the micro-batches clears what the one before it has produced, and the step stands behind it.
import torch
from torch import nn


def get_batch(split):
    return torch.randn(8, 32), torch.randint(0, 10, (8,))


model = nn.Linear(32, 10)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()
gradient_accumulation_steps = 5
max_iters = 200

for iteration in range(max_iters):
    optimizer.zero_grad(set_to_none=True)  # error: zero-grad-in-accumulation
    for micro_step in range(gradient_accumulation_steps):
        x, y = get_batch("train")
        loss = criterion(model(x), y) / gradient_accumulation_steps
        loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
