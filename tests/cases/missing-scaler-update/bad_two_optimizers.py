# Two optimizers are stepped by one scaler that nobody updates: one line behind both is missing.
import torch
from torch import nn

encoder, head = nn.Linear(64, 16).cuda(), nn.Linear(16, 4).cuda()
slow = torch.optim.SGD(encoder.parameters(), lr=1e-3)
optimizer = torch.optim.SGD(head.parameters(), lr=1e-1)
scaler = torch.amp.GradScaler("cuda")

for x, y in torch.load("batches.pt"):
    slow.zero_grad()
    optimizer.zero_grad()
    with torch.autocast("cuda"):
        loss = nn.functional.cross_entropy(head(encoder(x)), y)
    scaler.scale(loss).backward()
    scaler.step(slow)  # error: missing-scaler-update
    scaler.step(optimizer)  # error: missing-scaler-update
