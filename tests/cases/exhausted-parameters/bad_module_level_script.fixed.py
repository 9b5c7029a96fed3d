# The generator goes to the optimizer first, and nothing is left for the clip.
import torch
from torch import nn

model = nn.GRU(8, 32, batch_first=True)
params = list(model.parameters())
optimizer = torch.optim.SGD(params, lr=0.1)

for _ in range(50):
    x, y = torch.randn(16, 12, 8), torch.randn(16, 12, 32)
    optimizer.zero_grad()
    output, _ = model(x)
    loss = nn.functional.mse_loss(output, y)
    loss.backward()
    nn.utils.clip_grad_norm_(params, 1.0)  # error: exhausted-parameters
    optimizer.step()
