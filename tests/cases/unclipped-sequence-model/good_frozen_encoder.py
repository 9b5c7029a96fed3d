# The recurrent encoder only reads: the optimizer holds a linear head.
import torch
from torch import nn

encoder = nn.LSTM(8, 32)
head = nn.Linear(32, 5)
optimizer = torch.optim.SGD(head.parameters(), lr=0.1)

for _ in range(50):
    x, y = torch.randn(12, 16, 8), torch.randint(0, 5, (16,))
    with torch.no_grad():
        _, (hidden, _) = encoder(x)
    optimizer.zero_grad()
    nn.functional.cross_entropy(head(hidden[-1]), y).backward()
    optimizer.step()
