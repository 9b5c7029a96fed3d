# The scaler may be switched off by a flag; when it is on, it divides what was never multiplied.
import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--amp", action="store_true")
args = parser.parse_args()

model = nn.Linear(100, 10).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cuda", enabled=args.amp)

for x, y in torch.load("batches.pt"):
    optimizer.zero_grad()
    with torch.autocast("cuda", enabled=args.amp):
        loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()  # error: backward-without-scale
    scaler.step(optimizer)
    scaler.update()
