# A recurrent network is trained by a script that limits nothing.
import torch
from torch import nn

model = nn.GRU(8, 32, batch_first=True).to("cpu")
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for _ in range(50):
    x, y = torch.randn(16, 12, 8), torch.randn(16, 12, 32)
    optimizer.zero_grad()
    output, _ = model(x)
    loss = nn.functional.mse_loss(output, y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()  # error: unclipped-sequence-model
