# Each batch is cut into chunks, and the loop over them unscales after every backward.
import torch
from torch import nn


def train(model, loader, chunks):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        for part, target in zip(x.chunk(chunks), y.chunk(chunks)):
            with torch.autocast("cuda"):
                loss = nn.functional.mse_loss(model(part), target) / chunks
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)  # error: unscale-in-accumulation
        scaler.step(optimizer)
        scaler.update()
