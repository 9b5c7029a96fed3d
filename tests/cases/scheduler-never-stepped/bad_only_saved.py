# The state of the schedule goes into each checkpoint, and is the same in all of them.
import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR


def train(model: nn.Module, loader, epochs: int, path: str) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    schedule = CosineAnnealingLR(optimizer, T_max=epochs)  # error: scheduler-never-stepped
    for epoch in range(epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            criterion(model(inputs), labels).backward()
            optimizer.step()
        print(epoch, schedule.get_last_lr())
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
        torch.save(state, path)
