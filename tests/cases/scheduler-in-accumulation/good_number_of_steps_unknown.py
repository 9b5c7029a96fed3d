# Must be silent: a length that is an option may count whatever its user has in mind.
import torch
from torch import nn


def train(model, loader, args):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=args.decay_every, gamma=0.5)
    for i, (inputs, labels) in enumerate(loader):
        loss = criterion(model(inputs), labels) / args.accumulate
        loss.backward()
        if (i + 1) % args.accumulate == 0:
            optimizer.step()
            optimizer.zero_grad()
        scheduler.step()
