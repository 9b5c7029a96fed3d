# The norm that the clip returns is logged for each micro-batch: the clip cannot move without it.
import torch
from torch import nn


def fit(model: nn.Module, loader, log, steps_per_update: int) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for number, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / steps_per_update
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 2.0)  # error: clip-in-accumulation
        log.append(float(norm))
        if (number + 1) % steps_per_update != 0:
            continue
        optimizer.step()
        optimizer.zero_grad()
