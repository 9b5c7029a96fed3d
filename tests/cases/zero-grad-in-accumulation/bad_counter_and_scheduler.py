# A counter that is set back decides about step and schedule; the gradients go at the start of every batch.
import torch
from torch import nn, optim


def run(model: nn.Module, loader, epochs: int, effective: int) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    pending = 0
    for _ in range(epochs):
        for tokens, labels in loader:
            if labels.numel() == 0:
                continue
            optimizer.zero_grad()  # error: zero-grad-in-accumulation
            loss = criterion(model(tokens), labels) / effective
            loss.backward()
            pending += 1
            if pending == effective:
                optimizer.step()
                pending = 0
        scheduler.step()
