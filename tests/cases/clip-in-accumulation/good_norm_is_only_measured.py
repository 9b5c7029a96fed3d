# Must be silent: a threshold of infinity limits nothing, and the norm of each micro-batch is wanted.
import torch
from torch import nn

model = nn.Linear(12, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
norms = []

for i in range(400):
    inputs, labels = torch.randn(4, 12), torch.randint(0, 3, (4,))
    loss = criterion(model(inputs), labels) / 4
    loss.backward()
    norms.append(nn.utils.clip_grad_norm_(model.parameters(), float("inf")).item())
    if (i + 1) % 4 == 0:
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
