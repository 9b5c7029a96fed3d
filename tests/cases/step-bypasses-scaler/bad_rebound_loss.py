# The scaled loss takes the name of the loss, and the guard of the accumulation holds a plain step.
import torch
from torch import nn


def train(model, loader, steps_per_update):
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
    scaler = torch.amp.GradScaler("cuda")
    criterion = nn.CrossEntropyLoss()
    for index, (x, y) in enumerate(loader):
        with torch.autocast("cuda"):
            loss = criterion(model(x), y) / steps_per_update
        loss = scaler.scale(loss)
        loss.backward()
        if (index + 1) % steps_per_update == 0:
            optimizer.step()  # error: step-bypasses-scaler
            optimizer.zero_grad()
