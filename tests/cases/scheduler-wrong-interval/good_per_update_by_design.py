# Must be silent: these schedules are made to advance with every update.
import torch
from torch import nn
from torch.utils.data import DataLoader


def train(model, dataset, epochs, warmup):
    loader = DataLoader(dataset, batch_size=32, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.1, epochs=epochs, steps_per_epoch=len(loader)
    )
    head = torch.optim.SGD(model.head.parameters(), lr=0.1)
    rising = torch.optim.lr_scheduler.LambdaLR(head, lambda step: min(1.0, (step + 1) / warmup))
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            head.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            head.step()
            scheduler.step()
            rising.step()
