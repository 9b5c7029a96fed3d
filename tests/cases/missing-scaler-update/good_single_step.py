# Must be silent: one step is made to measure the memory, and the program ends.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 10)).cuda()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.0)
scaler = torch.amp.GradScaler("cuda")

with torch.autocast("cuda"):
    loss = model(torch.randn(64, 4096, device="cuda")).square().mean()
scaler.scale(loss).backward()
scaler.step(optimizer)
print(torch.cuda.max_memory_allocated() / 2**30)
