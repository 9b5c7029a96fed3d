# Must be silent: the rest of the division is done on the gradients, right before the step.
import torch
from torch import nn

model = nn.Linear(16, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
batches = [(torch.randn(8, 16), torch.randint(0, 4, (8,))) for _ in range(64)]

for i, (inputs, labels) in enumerate(batches):
    loss = criterion(model(inputs), labels) / 2
    loss.backward()
    if (i + 1) % 8 == 0:
        for p in model.parameters():
            p.grad.div_(4)
        optimizer.step()
        optimizer.zero_grad()
