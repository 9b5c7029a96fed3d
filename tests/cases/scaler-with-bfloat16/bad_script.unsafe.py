# The type was changed to bfloat16, and the scaler of the days of float16 has stayed.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(128, 64), nn.GELU(), nn.Linear(64, 10)).cuda()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
scaler = torch.amp.GradScaler("cuda", enabled=False)  # error: scaler-with-bfloat16

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.autocast("cuda", dtype=torch.bfloat16):
        loss = nn.functional.cross_entropy(model(x.cuda()), y.cuda())
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
