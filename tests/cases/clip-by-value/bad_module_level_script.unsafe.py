# Each entry is limited by itself, in a script that trains a recurrent network.
import torch
from torch import nn

model = nn.GRU(8, 32, batch_first=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for _ in range(50):
    x, y = torch.randn(16, 12, 8), torch.randn(16, 12, 32)
    optimizer.zero_grad()
    output, _ = model(x)
    loss = nn.functional.mse_loss(output, y)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=0.5)  # error: clip-by-value
    optimizer.step()
