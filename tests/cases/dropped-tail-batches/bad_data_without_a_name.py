# What is enumerated is built in the head of the loop, so that its length cannot be asked.
import torch
from torch import nn


def fit(model: nn.Module, make_loader, epochs: int) -> None:
    criterion = nn.MSELoss()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for i, (inputs, targets) in enumerate(make_loader(epoch)):
            loss = criterion(model(inputs), targets) / 4
            loss.backward()
            if (i + 1) % 4 == 0:  # error: dropped-tail-batches
                opt.step()
                opt.zero_grad()
