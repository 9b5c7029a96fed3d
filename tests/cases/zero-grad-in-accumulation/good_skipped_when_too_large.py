# Must be silent: the step is left out where the norm is too large, and that batch is meant to be lost.
import torch
from torch import nn

model = nn.LSTM(8, 16)
head = nn.Linear(16, 2)
params = [*model.parameters(), *head.parameters()]
optimizer = torch.optim.SGD(params, lr=0.1)
criterion = nn.CrossEntropyLoss()
skipped = 0

for step in range(100):
    optimizer.zero_grad()
    states, _ = model(torch.randn(5, 4, 8))
    loss = criterion(head(states[-1]), torch.randint(0, 2, (4,)))
    loss.backward()
    norm = nn.utils.clip_grad_norm_(params, 10.0)
    if norm < 1000:
        optimizer.step()
    else:
        skipped += 1
