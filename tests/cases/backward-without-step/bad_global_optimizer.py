# The optimizer is built by the script and cleared in a function of it; no one steps.
import torch
from torch import nn

model = nn.Linear(16, 1)
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)


def epoch(batches):
    total = 0.0
    for x, y in batches:
        optimizer.zero_grad()  # error: backward-without-step
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        total += loss.item()
    return total


data = [(torch.randn(8, 16), torch.randn(8, 1)) for _ in range(20)]
for _ in range(5):
    print(epoch(data), optimizer.param_groups[0]["lr"])
