# The optimizer stands where it belongs; its schedule begins again with every batch.
import torch
from torch import nn


def train(model: nn.Module, loader, epochs: int) -> None:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(epochs):
        for inputs, labels in loader:
            scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1000)  # error: optimizer-in-loop
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()
            scheduler.step()
