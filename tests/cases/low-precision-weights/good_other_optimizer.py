# Must be silent: an optimizer of another package may round stochastically.
import torch
from torch import nn
from torchao.optim import AdamW8bit

model = nn.Linear(32, 4).cuda().bfloat16()
optimizer = AdamW8bit(model.parameters(), lr=1e-4, bf16_stochastic_round=True)

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x.bfloat16()), y).backward()
    optimizer.step()
