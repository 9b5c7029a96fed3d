# The loss is divided for an accumulation outside of the region; it was computed in bfloat16 all the same.
import torch
from torch import nn


def train(model, loader, optimizer, accumulation=8):
    scaler = torch.amp.GradScaler("cuda")  # error: scaler-with-bfloat16
    criterion = nn.CrossEntropyLoss()
    for index, (x, y) in enumerate(loader):
        with torch.amp.autocast("cuda", torch.bfloat16):
            logits = model(x)
            loss = criterion(logits, y)
        loss = loss / accumulation
        scaler.scale(loss).backward()
        if (index + 1) % accumulation == 0:
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
