# A counter is compared with its own remainder by six, the loss of each batch is divided by three.
import torch
from torch import nn


def run(model: nn.Module, loader, epochs: int) -> None:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    done = 0
    for _ in range(epochs):
        for inputs, targets in loader:
            loss = criterion(model(inputs), targets)
            (loss / 3).backward()  # error: wrong-accumulation-divisor
            done += 1
            if done % 6 == 0:
                optimizer.step()
                optimizer.zero_grad()
