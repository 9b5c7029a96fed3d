# The loader comes out of a function that keeps its sampler, and is passed over again and again.
import torch
from torch import nn
from torch.utils.data import DataLoader, DistributedSampler


def prepare_loaders(train_set, val_set, batch_size, distributed):
    sampler = DistributedSampler(train_set) if distributed else None
    train_loader = DataLoader(
        train_set, batch_size=batch_size, shuffle=sampler is None, sampler=sampler, drop_last=True
    )
    val_loader = DataLoader(val_set, batch_size=batch_size)
    return train_loader, val_loader


def validate(model, loader, criterion):
    model.eval()
    with torch.no_grad():
        losses = [criterion(model(x), y).item() for x, y in loader]
    model.train()
    return sum(losses) / len(losses)


def train(model, train_set, val_set, *, epochs=20, batch_size=32, distributed=True):
    train_loader, val_loader = prepare_loaders(train_set, val_set, batch_size, distributed)
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for x, y in train_loader:  # error: missing-set-epoch
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        print(epoch, validate(model, val_loader, criterion))
