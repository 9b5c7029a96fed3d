# Must be silent: how long a period is comes from outside, and may be meant in either unit.
import torch
from torch import nn


def train(model, loader, args):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=args.period)
    for _ in range(args.epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            criterion(model(inputs), labels).backward()
            optimizer.step()
            scheduler.step()
