# Must be silent: sums over the samples of a batch are divided by how many the whole window holds.
import torch
from torch import nn

model = nn.Linear(16, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss(reduction="sum")
batches = [(torch.randn(8, 16), torch.randint(0, 4, (8,))) for _ in range(64)]

for i, (inputs, labels) in enumerate(batches):
    loss = criterion(model(inputs), labels) / 32
    loss.backward()
    if (i + 1) % 4 == 0:
        optimizer.step()
        optimizer.zero_grad()
