# The schedule steps after each epoch, and before the optimizer, which never does.
import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR


def fit(model, loader, epochs):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.0)
    schedule = CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()  # error: backward-without-step
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        schedule.step()  # error: scheduler-before-optimizer
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, "last.pt")
