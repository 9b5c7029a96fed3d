# The gradients are unscaled for every micro-batch, so that the second one raises.
import torch
from torch import nn

model = nn.Sequential(nn.Linear(128, 64), nn.GELU(), nn.Linear(64, 10)).cuda()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
scaler = torch.amp.GradScaler("cuda")
accumulation = 8


def train(loader):
    optimizer.zero_grad()
    for index, (x, y) in enumerate(loader):
        with torch.autocast("cuda", dtype=torch.float16):
            loss = nn.functional.cross_entropy(model(x.cuda()), y.cuda()) / accumulation
        scaler.scale(loss).backward()
        if (index + 1) % accumulation == 0:
            scaler.unscale_(optimizer)  # error: unscale-in-accumulation
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
